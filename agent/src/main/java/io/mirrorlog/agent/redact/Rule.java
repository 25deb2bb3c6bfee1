package io.mirrorlog.agent.redact;

import io.mirrorlog.agent.filter.MetadataPath;
import java.util.Locale;

/** What is done to the values at one path. */
record Rule(How how, MetadataPath path, Treatment treatment) {

    /** By the names of the options. */
    enum How {
        REMOVE,
        MASK,
        TRUNCATE_IP,
        HASH;

        /** As a user writes it. */
        String option() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
