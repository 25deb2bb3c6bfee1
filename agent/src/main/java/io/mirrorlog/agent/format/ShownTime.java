package io.mirrorlog.agent.format;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * The offset in which a connection shows its times.
 *
 * <p>Where that offset would have seconds, or the year leaves 0000 to 9999, UTC is shown.
 */
record ShownTime(ZoneRules rules) {

    ShownTime(ZoneId zone) {
        this(zone.getRules());
    }

    OffsetDateTime of(OffsetDateTime time) {
        ZoneOffset offset = rules.isFixedOffset() ? rules.getOffset(Instant.EPOCH) : rules.getOffset(time.toInstant());
        if (offset.getTotalSeconds() % 60 == 0) {
            OffsetDateTime shown = time.withOffsetSameInstant(offset);
            if (shown.getYear() >= 0 && shown.getYear() <= 9999) {
                return shown;
            }
        }
        return time.withOffsetSameInstant(ZoneOffset.UTC);
    }
}
