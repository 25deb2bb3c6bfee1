package io.mirrorlog.agent.config;

import io.mirrorlog.agent.filter.Criteria;
import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Identifier;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Rate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** The options that every connection has, whatever its connector; {@code connector} itself is read before them. */
record CommonOptions(
        @Option("shown in the place of the site's name; {site} in it stands for that") @Nullable
        Identifier identifier,

        @Option(value = "how an event is written: line, json, monolog, or a template", orElse = "line")
        FormatSettings format,

        @Option(value = "the time zone in which times are shown: an IANA name", orElse = "UTC")
        ZoneId timezone,

        @Option(
                value =
                        "queued: from the queue, after the producer has its answer; direct: before it has, from the queue"
                                + " only what does not get there in time",
                orElse = "queued")
        Delivery delivery,

        @Option("how it is written to with delivery: direct") @Nullable
        DirectSettings direct,

        @Option("how much one delivery holds") @Nullable BatchSettings batch,

        @Option("how often the destination is called: 10/s, 30/m, 500/h") @Nullable
        Rate rate,

        @Option("so many calls may follow each other at once after a silence; 1 to 10000") @Nullable
        Integer burst,

        @Option(value = "so many calls at the same time; above 1 the order is not kept; 1 to 16", orElse = "1")
        int parallel,

        @Option("how patient it is with its destination") RetrySettings retry,

        @Option("the only events it gets: those of which all of this holds") @Nullable
        Criteria only,

        @Option("events it does not get: those of which any of this holds") @Nullable
        Criteria except,

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
                        direct == null || delivery == Delivery.DIRECT,
                        "direct, delivery: the section is for delivery: direct; write that, or leave the section out")
                .throwAny();
    }

    PaceSettings pace() {
        return new PaceSettings(rate, burst, parallel);
    }

    /** How it is written to directly; null when it is not. */
    @Nullable
    DirectSettings direction() {
        if (delivery == Delivery.QUEUED) {
            return null;
        }
        return direct == null ? DirectSettings.USUAL : direct;
    }

    /** What is read first, because it decides which other options there are. */
    record Kind(@Option("the kind of destination") String connector) {}
}
