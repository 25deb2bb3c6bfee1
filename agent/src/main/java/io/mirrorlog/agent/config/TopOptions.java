package io.mirrorlog.agent.config;

import io.mirrorlog.agent.stream.StreamOptions;
import io.mirrorlog.agent.stream.Streams;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.SiteNames;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands at the top of the file, beside the connections. */
record TopOptions(
        @Option("the site of events that name none. Default: the host name") @Nullable
        String site,

        @Option(
                value = "the folder of the queue and all else that is kept; created with mode 0700",
                orElse = USUAL_FOLDER)
        Path dataDir,

        @Option("how events are kept until every connection has them")
        QueueSettings queue,

        @Option("how events come in") IntakeSettings intake,

        @Option("by which schemas structured events are checked")
        SchemasSettings schemas,

        @Option(
                "how events with a schema become lines: by the names of their streams, /expressions/ or titles of schemas")
        Map<String, StreamOptions> streams,

        @Option("a JSON file with the wiki's own configuration of its streams ($wgEventStreams)") @Nullable
        Path streamsFrom,

        @Option(
                value = "what becomes of events of streams that are not configured: accept or refuse",
                orElse = "accept")
        StreamSettings.Unknown unknownStreams,

        @Option("when the housekeeping runs") MaintenanceSettings maintenance) {

    static final String USUAL_FOLDER = "./data";

    TopOptions {
        var faults = new Faults()
                .unless(site == null || SiteNames.isValid(site), "site: is no name of a site; " + SiteNames.RULE);
        streams.forEach((key, options) -> {
            String fault = Streams.faultOf(key);
            faults.unless(fault == null, "streams." + key + ": " + fault);
        });
        boolean none = streams.isEmpty() && streamsFrom == null;
        faults.unless(
                !none || unknownStreams == StreamSettings.Unknown.ACCEPT,
                "unknown_streams: without streams and streams_from no event with a schema would be taken at all");
        faults.throwAny();
    }
}
