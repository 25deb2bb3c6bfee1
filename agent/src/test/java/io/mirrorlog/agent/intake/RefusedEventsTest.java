package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RefusedEventsTest {

    @TempDir
    private Path folder;

    private static EventReader.Refused refused(String site, String received) {
        return new EventReader.Refused(0, 400, "message", "must be a string", site, received, true, null);
    }

    private List<String> kept(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    @Test
    void keepsWhatWasRefusedWithTheReasonOneALine() throws Exception {
        try (var refusals = new RefusedEvents(folder, new FakeClock())) {
            refusals.keep(List.of(refused("shop", "{\"message\":\n\u001b7}"), refused("shop", "{}")));
            refusals.keepBody(null, "broken JSON", "b\u00e9".getBytes(UTF_8));
            assertThat(refusals.counts()).isEqualTo(Map.of("shop", 2L, "(unknown)", 1L));
        }
        assertThat(kept(RefusedEvents.FILE))
                .containsExactly(
                        "{\"at\":\"2026-03-01T12:00:00.123456Z\",\"site\":\"shop\",\"reason\":\"message: must be a string\","
                                + "\"received\":\"{\\\"message\\\":\\n\\u001b7}\"}",
                        "{\"at\":\"2026-03-01T12:00:00.123456Z\",\"site\":\"shop\",\"reason\":\"message: must be a string\","
                                + "\"received\":\"{}\"}",
                        "{\"at\":\"2026-03-01T12:00:00.123456Z\",\"site\":\"(unknown)\",\"reason\":\"broken JSON\","
                                + "\"received\":\"b\u00e9\"}");
    }

    @Test
    void cutsWhatIsLongAndSaysSo() throws Exception {
        byte[] exact = new byte[RefusedEvents.LONGEST_KEPT];
        byte[] longer = new byte[RefusedEvents.LONGEST_KEPT + 1];
        Arrays.fill(exact, (byte) 'x');
        Arrays.fill(longer, (byte) 'x');
        try (var refusals = new RefusedEvents(folder, new FakeClock())) {
            refusals.keepBody("shop", "r", exact);
            refusals.keepBody("shop", "r", longer);
            refusals.keep(List.of(refused("shop", new String(longer, UTF_8))));
        }
        List<String> lines = kept(RefusedEvents.FILE);
        assertThat(lines.get(0)).endsWith("x\"}");
        assertThat(lines.get(1))
                .endsWith("x\",\"cut\":true}")
                .hasSize(lines.get(0).length() + 11);
        assertThat(lines.get(2)).endsWith("x\",\"cut\":true}");
    }

    @Test
    void keepsTwoFilesOfALimitedSize() throws Exception {
        try (var refusals = new RefusedEvents(folder, new FakeClock(), 1_000)) {
            for (int i = 0; i < 100; i++) {
                refusals.keep(List.of(refused("shop", "\u00e9".repeat(50) + i)));
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
        assertThat(Files.size(folder.resolve(RefusedEvents.FILE))).isLessThanOrEqualTo(1_000);
        assertThat(Files.size(folder.resolve(RefusedEvents.OLDER_FILE))).isLessThanOrEqualTo(1_000);
        List<String> young = kept(RefusedEvents.FILE);
        assertThat(young.get(young.size() - 1)).endsWith("99\"}");
        List<String> old = kept(RefusedEvents.OLDER_FILE);
        assertThat(old).isNotEmpty().doesNotContainAnyElementsOf(young);
    }

    @Test
    @Timeout(60)
    void neverMakesARequestWaitAndTellsHowManyItOnlyCounted() throws Exception {
        int events = 1_000;
        String large = "x".repeat(RefusedEvents.LONGEST_KEPT);
        try (var refusals = new RefusedEvents(folder, new FakeClock(), Long.MAX_VALUE)) {
            refusals.keep(IntStream.range(0, events)
                    .mapToObj(i -> refused("shop", large))
                    .toList());
            assertThat(refusals.counts()).isEqualTo(Map.of("shop", (long) events));
        }
        long written = 0;
        for (String line : kept(RefusedEvents.FILE)) {
            int skipped = line.indexOf("\"skipped\":");
            written += skipped < 0 ? 1 : Long.parseLong(line.substring(skipped + 10, line.length() - 1));
        }
        assertThat(written).isEqualTo(events);
    }

    @Test
    void countsOnWhenTheFolderCannotBeMade() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (var refusals = new RefusedEvents(file.resolve("below"), new FakeClock())) {
            refusals.keep(List.of(refused("shop", "{}"), refused("shop", "{}")));
            assertThat(refusals.counts()).isEqualTo(Map.of("shop", 2L));
        }
    }

    @Test
    void countsALimitedNumberOfSites() {
        try (var refusals = new RefusedEvents(folder, new FakeClock())) {
            for (int i = 0; i < 10_500; i++) {
                refusals.keep(List.of(refused("site" + i, "{}")));
            }
            assertThat(refusals.counts()).hasSize(10_001).containsEntry("(unknown)", 500L);
        }
    }
}
