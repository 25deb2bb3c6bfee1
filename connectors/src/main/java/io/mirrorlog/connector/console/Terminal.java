package io.mirrorlog.connector.console;

import java.io.Console;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whether somebody who likes colours sits before the agent's output. */
public final class Terminal {

    private Terminal() {}

    /** True when a person sits at the process's input and output. */
    public static boolean isInteractive() {
        return isTerminal(System.console());
    }

    /** True when the process has a terminal that understands colours and its user did not switch them off. */
    public static boolean wantsColor() {
        return wantsColor(System.getenv(), System.console());
    }

    static boolean wantsColor(Map<String, String> environment, @Nullable Console console) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb")
                && isTerminal(console);
    }

    /** Since Java 22 there is a console without a terminal too, so that it has to be asked. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true; // before Java 22 a console is a terminal
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
