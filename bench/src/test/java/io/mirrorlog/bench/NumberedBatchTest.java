package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.EventJson;
import io.mirrorlog.agent.intake.StoredForms;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NumberedBatchTest {

    private final NumberedBatch batch = new NumberedBatch(Samples.batches().get(0));

    @Test
    void givesEachEventAnIdOfItsOwn() {
        assertThat(ids(batch.from(1))).doesNotHaveDuplicates().hasSize(Samples.BATCH);
    }

    @Test
    void hasNewIdsWithEachUse() {
        List<String> first = ids(batch.from(1));
        assertThat(ids(batch.from(1_001))).doesNotContainAnyElementsOf(first);
    }

    @Test
    void countsOn() {
        List<String> ids = ids(batch.from(123_456_789));
        assertThat(ids.get(0)).endsWith("000123456789").hasSize(36);
        assertThat(ids.get(999)).endsWith("000123457788");
    }

    @Test
    void tellsItsLength() {
        String request = new String(batch.from(7), StandardCharsets.UTF_8);
        assertThat(request).contains("Content-Length: " + body(batch.from(7)).length + "\r\n");
    }

    private static byte[] body(byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<String> ids(byte[] request) {
        return StoredForms.of(body(request))
                .map(stored -> EventJson.read(new String(stored, StandardCharsets.UTF_8)))
                .map(event -> Objects.requireNonNull(event.id()).text())
                .toList();
    }
}
