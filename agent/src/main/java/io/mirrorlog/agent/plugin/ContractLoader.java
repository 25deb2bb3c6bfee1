package io.mirrorlog.agent.plugin;

import io.mirrorlog.connector.Connector;

/**
 * All that a plugin sees of the agent: the contract, and the annotation by which an option may be absent. Everything else
 * is Java's or its own, so its libraries never meet those of the agent.
 */
final class ContractLoader extends ClassLoader {

    private static final String CONTRACT = Connector.class.getPackageName() + ".";
    private static final String ANNOTATIONS = "org.jspecify.annotations.";

    ContractLoader() {
        super("contract", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (isIn(CONTRACT, name) || isIn(ANNOTATIONS, name)) {
            return Class.forName(name, false, Connector.class.getClassLoader());
        }
        throw new ClassNotFoundException(name);
    }

    /** Not in a package below it: those are the built-in connectors. */
    private static boolean isIn(String prefix, String name) {
        return name.startsWith(prefix) && name.indexOf('.', prefix.length()) < 0;
    }
}
