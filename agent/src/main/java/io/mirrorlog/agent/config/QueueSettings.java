package io.mirrorlog.agent.config;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Option;
import java.time.Duration;

/**
 * How events are kept until every connection has them.
 *
 * @param url {@code sqlite}
 * @param retention how long delivered events stay readable, room permitting; 1 minute to 3650 days
 * @param maxSize at most so much of the disk; 16 MiB to 1024 TiB
 * @param minFreeDisk below that much free room nothing is taken in; 0 to 1024 TiB
 * @param dedupe how long the same event is recognised when it comes again; 1 second to the retention
 */
public record QueueSettings(
        @Option(value = "where events are kept: sqlite, a file in data_dir", orElse = "sqlite")
        String url,

        @Option(
                value = "full: on the disk before the answer; normal: a power cut may take the last moments",
                orElse = "full")
        Durability durability,

        @Option(value = "how long delivered events stay readable; 1m to 3650d", orElse = "7d")
        Duration retention,

        @Option(value = "the most that the queue takes of the disk; 16MiB to 1024TiB", orElse = "10GiB")
        ByteSize maxSize,

        @Option(value = "with less free disk nothing is taken in; 0 to 1024TiB", orElse = "500MiB")
        ByteSize minFreeDisk,

        @Option(
                value = "how long the same event is recognised when it comes again; 1s to the retention",
                orElse = "24h")
        Duration dedupe) {

    private static final ByteSize LARGEST = ByteSize.ofGiB(1 << 20);

    public QueueSettings {
        var faults = new Faults()
                .range("retention", retention, Duration.ofMinutes(1), Duration.ofDays(3650))
                .range("max_size", maxSize, ByteSize.ofMiB(16), LARGEST)
                .range("min_free_disk", minFreeDisk, new ByteSize(0), LARGEST)
                .range("dedupe", dedupe, Duration.ofSeconds(1), Duration.ofDays(3650));
        if (url.startsWith("jdbc:postgresql:")) {
            faults.add("url: PostgreSQL comes in a later version; write sqlite");
        } else if (!url.equals("sqlite")) {
            faults.add("url: is not known; write sqlite");
        }
        if (dedupe.compareTo(retention) > 0) {
            faults.add("dedupe, retention: a dedupe of " + Durations.text(dedupe) + " is longer than the retention of "
                    + Durations.text(retention) + "; dedupe is at most the retention");
        }
        faults.throwAny();
    }
}
