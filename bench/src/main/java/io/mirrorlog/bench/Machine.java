package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the figures were measured on, in one sentence. Linux only. */
final class Machine {

    private Machine() {}

    /** @param folder on the disk that is measured */
    static String description(Path folder) throws IOException {
        return String.format(
                Locale.ROOT,
                "%s, %d cores for the agent and its clients together, %.0f GiB of memory, %s, Linux %s; load before: %s",
                first("/proc/cpuinfo", "model name\\s*: (.*)"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(first("/proc/meminfo", "MemTotal:\\s+(\\d+) kB")) / 1024.0 / 1024.0,
                Files.getFileStore(folder).type(),
                System.getProperty("os.version"),
                first("/proc/loadavg", "^(\\S+)"));
    }

    private static String first(String file, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
        return matcher.find() ? matcher.group(1) : "0";
    }
}
