package io.mirrorlog.agent.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** What the standard output is connected to. */
final class Terminal {

    private Terminal() {}

    /** True when colours may be written: to a terminal, and nobody said NO_COLOR (no-color.org). */
    static boolean isColoured() {
        String noColor = System.getenv("NO_COLOR");
        return (noColor == null || noColor.isEmpty()) && isTerminal();
    }

    /** True when a person sits at the standard input, who would wait for a command that waits for the person. */
    static boolean isInteractive() {
        return isTerminal();
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is a console without a terminal, and a method to tell them apart.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
