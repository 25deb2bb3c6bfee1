package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import io.mirrorlog.connector.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Connectors that take everything and do nothing, with options of every kind. */
final class FakeConnectors {

    enum Fsync {
        BATCH,
        NEVER
    }

    enum Color {
        AUTO,
        ALWAYS,
        NEVER
    }

    enum Target {
        STDOUT,
        STDERR
    }

    record FileOptions(
            @Option("the file that lines are appended to; missing folders are made")
            Path path,

            @Option(value = "the permissions of a new file, octal", orElse = "0640")
            String mode,

            @Option(value = "batch: every batch is safe on disk before it counts", orElse = "batch")
            Fsync fsync) {
        FileOptions {
            if (!mode.matches("0?[0-7]{3}")) {
                throw new IllegalArgumentException("mode: three octal digits, such as 0640");
            }
        }
    }

    record ConsoleOptions(
            @Option(value = "when severities are coloured", orElse = "auto")
            Color color,

            @Option(value = "which output the lines go to", orElse = "stdout")
            Target stream) {}

    record DiscardOptions() {}

    /** As a connector to a service on the web might have them. */
    record HookOptions(
            @Option("where to post") Secret<URI> url,
            @Option("a second credential") @Nullable Secret<String> password,

            @Option(value = "how many at once", orElse = "4")
            int sockets,

            @Option(value = "shrinks the body", orElse = "false")
            boolean gzip,

            @Option(value = "answers to try again after", orElse = "[\"429\", \"5xx\"]")
            List<String> retryOn,

            @Option("sent with each request") Map<String, String> headers) {
        HookOptions {
            if (!"https".equals(url.reveal().getScheme())) {
                throw new IllegalArgumentException("url: must start with https, unlike " + url.reveal());
            }
            if (sockets < 1 || sockets > 8) {
                throw new IllegalArgumentException("sockets: " + sockets + " is out of range; 1 to 8");
            }
            if (sockets < headers.size()) {
                throw new IllegalArgumentException("sockets: " + sockets + " are fewer than the headers");
            }
        }
    }

    static final List<ConnectorType<?>> TYPES = List.of(
            type("console", ConsoleOptions.class),
            type("discard", DiscardOptions.class),
            type("file", FileOptions.class, true, null),
            type("hook", HookOptions.class),
            type("slow", DiscardOptions.class, false, new Pace(Rate.parse("1/s"), 3)));

    private FakeConnectors() {}

    private static <O extends Record> ConnectorType<O> type(String name, Class<O> options) {
        return type(name, options, false, null);
    }

    private static <O extends Record> ConnectorType<O> type(
            String name, Class<O> options, boolean exact, @Nullable Pace pace) {
        var limits = new Limits(1_000, 1 << 20, Duration.ZERO, pace);
        Connector connector = entries -> Outcome.DELIVERED;
        return new ConnectorType<>(name, options, limits, exact, (own, surroundings) -> connector);
    }
}
