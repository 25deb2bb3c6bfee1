package io.mirrorlog.connector.builtin;

import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.ConnectorType.Reach;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Pace;
import io.mirrorlog.connector.Rate;
import io.mirrorlog.connector.cloudwatch.CloudWatchConnector;
import io.mirrorlog.connector.console.ConsoleConnector;
import io.mirrorlog.connector.discard.DiscardConnector;
import io.mirrorlog.connector.file.FileConnector;
import io.mirrorlog.connector.jdbc.JdbcConnector;
import io.mirrorlog.connector.loggly.LogglyConnector;
import io.mirrorlog.connector.slack.SlackConnector;
import io.mirrorlog.connector.syslog.SyslogConnector;
import io.mirrorlog.connector.webhook.WebhookConnector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every connector that comes with the agent: a new one is one line here. */
public final class ConnectorTypes {

    private static final long MIB = 1 << 20;

    private static final List<ConnectorType<?>> BUILT_IN = List.of(
            new ConnectorType<>("file", FileConnector.Options.class, atOnce(1_000, MIB), true, FileConnector::new),
            new ConnectorType<>(
                    "console",
                    ConsoleConnector.Options.class,
                    atOnce(500, MIB),
                    false,
                    (options, surroundings) -> new ConsoleConnector(options)),
            new ConnectorType<>(
                    "discard",
                    DiscardConnector.Options.class,
                    atOnce(1_000, MIB),
                    false,
                    (options, surroundings) -> new DiscardConnector()),
            ConnectorType.remote(
                    "webhook", WebhookConnector.Options.class, inCompany(1_000, MIB), WebhookConnector::new),
            new ConnectorType<>(
                    "syslog",
                    SyslogConnector.Options.class,
                    inCompany(1_000, MIB),
                    false,
                    Reach.NETWORK,
                    SyslogConnector::new),
            ConnectorType.remote(
                    "loggly", LogglyConnector.Options.class, inCompany(5_000, 900_000), LogglyConnector::new),
            ConnectorType.remote(
                    "slack",
                    SlackConnector.Options.class,
                    inCompany(1_000, MIB).at(new Pace(new Rate(1, Duration.ofSeconds(1)), 3)),
                    SlackConnector::new),
            ConnectorType.remote(
                    "cloudwatch", CloudWatchConnector.Options.class, inCompany(10_000, MIB), CloudWatchConnector::new),
            new ConnectorType<>(
                    "jdbc",
                    JdbcConnector.Options.class,
                    inCompany(1_000, MIB),
                    false,
                    Reach.NETWORK,
                    JdbcConnector::new));

    private ConnectorTypes() {}

    /** All of them, in the order in which they are shown. */
    public static List<ConnectorType<?>> builtIn() {
        return BUILT_IN;
    }

    /** The one that the user names behind {@code connector:}; empty when there is none. */
    public static Optional<ConnectorType<?>> find(String name) {
        return BUILT_IN.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /** Limits of a destination to which a single event costs little: nothing waits for company. */
    private static Limits atOnce(int events, long bytes) {
        return new Limits(events, bytes, Duration.ZERO);
    }

    /** Limits of a destination to which a call costs more than the events in it: they wait a moment for others. */
    private static Limits inCompany(int events, long bytes) {
        return new Limits(events, bytes, Duration.ofMillis(200));
    }
}
