package io.mirrorlog.agent;

import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.config.FormatSettings;
import io.mirrorlog.agent.config.PaceSettings;
import io.mirrorlog.agent.config.RetrySettings;
import io.mirrorlog.agent.filter.Filter;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.agent.redact.Redaction;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Network;
import java.time.Duration;
import java.time.ZoneOffset;

/** Connections of which a user has written no more than the connector and its options. */
final class UsualSettings {

    private UsualSettings() {}

    static <O extends Record> ConnectionSettings of(String name, ConnectorType<O> type, O options) {
        return new ConnectionSettings(
                name,
                type,
                options,
                Network.USUAL,
                null,
                FormatSettings.Named.LINE,
                ZoneOffset.UTC,
                null,
                PaceSettings.USUAL,
                new RetrySettings(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofDays(7)),
                Filter.ALL,
                Redaction.NONE,
                false,
                new Start.Now(),
                null);
    }
}
