package io.mirrorlog.connector.file;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Option;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/** When a file makes room for a new one, as the user writes it under {@code rotate:}. */
public record Rotation(
        @Option("a file is rotated before the line that would take it past this size; a larger line has a file alone")
        @Nullable
        ByteSize size,

        @Option("a file is rotated with the first line of a new hour, day, week or month") @Nullable
        Every every,

        @Option(value = "how many rotated files are kept; older ones are deleted", orElse = "30")
        int keep,

        @Option(value = "gzip: rotated files are compressed; none: they are left as they are", orElse = "gzip")
        Compress compress,

        @Option(
                value = "where hours, days, weeks and months begin; rotated files are named by its time",
                orElse = "UTC")
        ZoneId timezone) {

    /** A span of time, as it begins in one place of the world. */
    public enum Every {
        HOUR,
        DAY,
        /** From Monday. */
        WEEK,
        MONTH;

        /** When the span began that this moment is in; also where clocks are turned, at that hour or at midnight. */
        Instant startOf(Instant moment, ZoneId zone) {
            ZonedDateTime time = moment.atZone(zone);
            LocalDate day = time.toLocalDate();
            return switch (this) {
                case HOUR -> time.truncatedTo(ChronoUnit.HOURS).toInstant();
                case DAY -> startOf(day, zone);
                case WEEK -> startOf(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), zone);
                case MONTH -> startOf(day.withDayOfMonth(1), zone);
            };
        }

        private static Instant startOf(LocalDate day, ZoneId zone) {
            return day.atStartOfDay(zone).toInstant();
        }
    }

    /** What becomes of a rotated file. */
    public enum Compress {
        NONE,
        GZIP
    }

    public Rotation {
        if (size == null && every == null) {
            throw new IllegalArgumentException("size: says when with every; give size, every, or both");
        }
        if (size != null && size.bytes() == 0) {
            throw new IllegalArgumentException("size: must be at least one byte");
        }
        if (keep < 1) {
            throw new IllegalArgumentException("keep: must be at least 1");
        }
    }

    /** True when a file that was begun at one moment is not to have a line of the other. */
    boolean isOver(Instant begun, Instant line) {
        return every != null && every.startOf(begun, timezone).isBefore(every.startOf(line, timezone));
    }

    /** How many bytes a file of this size may still grow; negative when it is too large already. */
    long room(long bytes) {
        return size == null ? Long.MAX_VALUE : size.bytes() - bytes;
    }
}
