package io.mirrorlog.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.file.Rotation.Compress;
import io.mirrorlog.connector.file.Rotation.Every;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {

    private static Rotation every(Every every, ZoneId zone) {
        return new Rotation(null, every, 30, Compress.GZIP, zone);
    }

    /** The last moment before a boundary, and the first behind it. */
    @ParameterizedTest
    @CsvSource({
        "HOUR, UTC, 2026-11-21T10:59:59Z, 2026-11-21T11:00:00Z",
        "HOUR, Asia/Kolkata, 2026-11-21T10:29:59Z, 2026-11-21T10:30:00Z",
        "HOUR, Asia/Kathmandu, 2026-11-21T10:14:59Z, 2026-11-21T10:15:00Z",
        "HOUR, Europe/Berlin, 2026-10-25T00:59:59Z, 2026-10-25T01:00:00Z", // 02:59:59 and 02:00, told twice
        "HOUR, Europe/Berlin, 2026-10-25T01:59:59Z, 2026-10-25T02:00:00Z",
        "HOUR, Europe/Berlin, 2026-03-29T00:59:59Z, 2026-03-29T01:00:00Z", // 01:59:59 and 03:00
        "DAY, UTC, 2026-11-21T23:59:59Z, 2026-11-22T00:00:00Z",
        "DAY, UTC, 2026-12-31T23:59:59Z, 2027-01-01T00:00:00Z",
        "DAY, UTC, 2028-02-28T23:59:59Z, 2028-02-29T00:00:00Z",
        "DAY, Europe/Berlin, 2026-03-28T22:59:59Z, 2026-03-28T23:00:00Z", // to the day of 23 hours
        "DAY, Europe/Berlin, 2026-03-29T21:59:59Z, 2026-03-29T22:00:00Z",
        "DAY, Europe/Berlin, 2026-10-24T21:59:59Z, 2026-10-24T22:00:00Z", // to the day of 25 hours
        "DAY, Europe/Berlin, 2026-10-25T22:59:59Z, 2026-10-25T23:00:00Z",
        "DAY, America/New_York, 2026-03-08T04:59:59Z, 2026-03-08T05:00:00Z",
        "DAY, America/New_York, 2026-03-09T03:59:59Z, 2026-03-09T04:00:00Z",
        "DAY, America/New_York, 2026-11-01T03:59:59Z, 2026-11-01T04:00:00Z",
        "DAY, America/New_York, 2026-11-02T04:59:59Z, 2026-11-02T05:00:00Z",
        "DAY, America/Santiago, 2026-09-06T03:59:59Z, 2026-09-06T04:00:00Z", // has no midnight
        "WEEK, UTC, 2026-11-22T23:59:59Z, 2026-11-23T00:00:00Z", // Sunday to Monday
        "WEEK, UTC, 2027-01-03T23:59:59Z, 2027-01-04T00:00:00Z",
        "WEEK, Europe/Berlin, 2026-03-29T21:59:59Z, 2026-03-29T22:00:00Z",
        "WEEK, America/New_York, 2026-11-02T04:59:59Z, 2026-11-02T05:00:00Z",
        "MONTH, UTC, 2026-02-28T23:59:59Z, 2026-03-01T00:00:00Z",
        "MONTH, UTC, 2028-02-29T23:59:59Z, 2028-03-01T00:00:00Z",
        "MONTH, UTC, 2026-12-31T23:59:59Z, 2027-01-01T00:00:00Z",
        "MONTH, Europe/Berlin, 2026-03-31T21:59:59Z, 2026-03-31T22:00:00Z",
        "MONTH, America/New_York, 2026-11-01T03:59:59Z, 2026-11-01T04:00:00Z",
    })
    void knowsTheBoundary(Every every, ZoneId zone, Instant before, Instant behind) {
        Rotation rotation = every(every, zone);
        assertThat(rotation.isOver(before, behind)).isTrue();
        assertThat(rotation.isOver(behind, behind.plusSeconds(1799))).isFalse();
        assertThat(rotation.isOver(before.minusSeconds(800), before)).isFalse();
        assertThat(every.startOf(behind, zone)).isEqualTo(behind);
    }

    @Test
    void doesNotRotateWhenTheClockIsSetBack() {
        Instant now = Instant.parse("2026-11-21T10:42:07Z");
        assertThat(every(Every.HOUR, ZoneOffset.UTC).isOver(now, now.minusSeconds(86_400)))
                .isFalse();
    }

    @Test
    void countsEachHourOfTheDaysOnWhichClocksAreTurned() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertThat(hours(LocalDate.of(2026, 3, 29), berlin)).isEqualTo(23);
        assertThat(hours(LocalDate.of(2026, 10, 25), berlin)).isEqualTo(25);
        ZoneId newYork = ZoneId.of("America/New_York");
        assertThat(hours(LocalDate.of(2026, 3, 8), newYork)).isEqualTo(23);
        assertThat(hours(LocalDate.of(2026, 11, 1), newYork)).isEqualTo(25);
    }

    private static int hours(LocalDate day, ZoneId zone) {
        var starts = new HashSet<Instant>();
        Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
        for (Instant at = day.atStartOfDay(zone).toInstant(); at.isBefore(end); at = at.plusSeconds(60)) {
            starts.add(Every.HOUR.startOf(at, zone));
        }
        return starts.size();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void beginsEachSpanBeforeItsMomentsAndNeverGoesBack(long seed) {
        var random = new Random(seed);
        String[] zones = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"};
        for (int i = 0; i < 2_000; i++) {
            ZoneId zone = ZoneId.of(zones[random.nextInt(zones.length)]);
            Every every = List.of(Every.values()).get(random.nextInt(4));
            Instant moment = Instant.ofEpochSecond(random.nextLong(1_000_000_000L, 2_000_000_000L));
            Instant start = every.startOf(moment, zone);
            assertThat(start).isBeforeOrEqualTo(moment);
            assertThat(every.startOf(start, zone)).isEqualTo(start);
            assertThat(every.startOf(moment.plusSeconds(random.nextInt(100_000)), zone))
                    .isAfterOrEqualTo(start);
        }
    }

    @ParameterizedTest
    @EnumSource(Every.class)
    void isNotOverBySizeAlone(Every every) {
        Instant now = Instant.parse("2026-11-21T10:42:07Z");
        assertThat(new Rotation(new ByteSize(5), null, 1, Compress.NONE, ZoneOffset.UTC).isOver(Instant.EPOCH, now))
                .isFalse();
        assertThat(every(every, ZoneOffset.UTC).room(Long.MAX_VALUE - 1)).isPositive();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Rotation(null, null, 30, Compress.GZIP, ZoneOffset.UTC))
                .hasMessageStartingWith("size: ");
        assertThatThrownBy(() -> new Rotation(new ByteSize(0), null, 30, Compress.GZIP, ZoneOffset.UTC))
                .hasMessage("size: must be at least one byte");
        assertThatThrownBy(() -> new Rotation(null, Every.DAY, 0, Compress.GZIP, ZoneOffset.UTC))
                .hasMessage("keep: must be at least 1");
    }
}
