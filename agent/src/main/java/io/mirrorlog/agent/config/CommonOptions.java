package io.mirrorlog.agent.config;

import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.SiteNames;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The options that every connection has, whatever its connector; {@code connector} itself is read before them. */
record CommonOptions(
        @Option("shown in the place of the site's name") @Nullable
        String identifier,

        @Option(value = "how an event is written: line, json, monolog, or a template", orElse = "line")
        FormatSettings format,

        @Option(value = "the time zone in which times are shown: an IANA name", orElse = "UTC")
        ZoneId timezone,

        @Option(value = "queued: from the queue, after the producer has its answer", orElse = "queued")
        Delivery delivery,

        @Option("how much one delivery holds") @Nullable BatchSettings batch,
        @Option("how patient it is with its destination") RetrySettings retry,

        @Option(
                "whether it gets the agent's own events, mirrorlog/*; by default only the file's first file connection does")
        @Nullable
        Boolean agentEvents,

        @Option(
                value = "where a new connection begins: now, earliest, or a time such as 2026-01-31T00:00:00Z",
                orElse = "now")
        Start start) {

    CommonOptions {
        new Faults()
                .unless(
                        identifier == null || SiteNames.isValid(identifier),
                        "identifier: is no name; " + SiteNames.RULE)
                .throwAny();
    }

    /** What is read first, because it decides which other options there are. */
    record Kind(@Option("the kind of destination") String connector) {}
}
