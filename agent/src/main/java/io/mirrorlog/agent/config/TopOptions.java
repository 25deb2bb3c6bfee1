package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.SiteNames;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What stands at the top of the file, beside the connections. */
record TopOptions(
        @Option("the site of events that name none. Default: the host name") @Nullable
        String site,

        @Option(value = "the folder of the queue and all else that is kept; created with mode 0700", orElse = "./data")
        Path dataDir,

        @Option("how events are kept until every connection has them")
        QueueSettings queue,

        @Option("how events come in") IntakeSettings intake,

        @Option("by which schemas structured events are checked")
        SchemasSettings schemas,

        @Option("when the housekeeping runs") MaintenanceSettings maintenance) {

    TopOptions {
        new Faults()
                .unless(site == null || SiteNames.isValid(site), "site: is no name of a site; " + SiteNames.RULE)
                .throwAny();
    }
}
