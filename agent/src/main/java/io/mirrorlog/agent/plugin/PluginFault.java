package io.mirrorlog.agent.plugin;

/** Why a plugin cannot be used, in words for whoever put it there. */
final class PluginFault extends Exception {

    private static final long serialVersionUID = 1L;

    PluginFault(String reason) {
        super(reason);
    }

    PluginFault(Throwable failure) {
        super(words(failure), failure);
    }

    /** What a failure of foreign code says, on one line. */
    static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof UnsupportedClassVersionError) {
            return "is made for a newer Java than this one, which is "
                    + Runtime.version().feature() + ": " + message;
        }
        if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
            return "lacks the class " + message.replace('/', '.');
        }
        // ServiceConfigurationError begins with the name of the interface, which says nothing here.
        String said = message.replaceFirst("^io\\.mirrorlog\\.[A-Za-z.]*ConnectorProvider: ", "");
        String kind = cause instanceof java.util.ServiceConfigurationError
                ? ""
                : cause.getClass().getSimpleName() + ": ";
        return "fails to load: " + (kind + said).lines().findFirst().orElse("");
    }
}
