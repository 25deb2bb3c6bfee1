package io.mirrorlog.agent.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Arguments as they were typed.
 *
 * <p>Where the locale is C, as under cron, Java has put U+FFFD in the place of every byte beyond ASCII. The system still
 * has the bytes, which are UTF-8 almost everywhere. Pure.
 */
public final class Arguments {

    private static final String LOST = "\ufffd";

    private Arguments() {}

    /** True when some of the text was lost. */
    public static boolean areDamaged(String[] given) {
        return Arrays.stream(given).anyMatch(argument -> argument.contains(LOST));
    }

    /**
     * @param given as Java gives them
     * @param commandLine the process's arguments, each with a NUL behind it, as in {@code /proc/self/cmdline}; the last
     *     ones are ours
     */
    public static String[] asTyped(String[] given, byte[] commandLine) {
        String[] all = new String(commandLine, StandardCharsets.UTF_8).split("\0", -1);
        int first = all.length - 1 - given.length; // nothing stands behind the last NUL
        return first < 0 ? given : Arrays.copyOfRange(all, first, all.length - 1);
    }
}
