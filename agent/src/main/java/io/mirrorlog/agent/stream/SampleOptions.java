package io.mirrorlog.agent.stream;

import io.mirrorlog.connector.Option;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a stream are kept.
 *
 * @param by where in the event the id is; absent: where the unit has it usually
 */
public record SampleOptions(
        @Option(value = "which events stay or go together: event, pageview or session", orElse = "event")
        Unit unit,

        @Option("the share of them that is kept: 0 to 1, such as 0.1")
        SampleRate rate,

        @Option("the field whose value decides: performer.pageview_id. Default: where the unit has it usually")
        @Nullable
        FieldPath by) {

    /** What is in the sample, or not, as a whole. */
    public enum Unit {
        /** By its own id. */
        EVENT,
        PAGEVIEW,
        SESSION
    }
}
