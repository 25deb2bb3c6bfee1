package io.mirrorlog.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest {

    private static Optional<String> value(String field, Severity severity, String metadata) {
        OffsetDateTime time = OffsetDateTime.parse("2026-11-21T20:16:00Z");
        var event = new Event(time, "site-1", severity, "m", null, null, null, null, metadata, Event.NONE);
        var rows = new Rows(
                Database.SQLITE,
                List.of(Field.parse(field)),
                (to, entry) -> to.append("{\"message\":\"m\",\"metadata\":")
                        .append(metadata)
                        .append('}'));
        List<Rows.Row> written = rows.of(List.of(new Entry(1, event, "shown", "line")));
        return written.get(0).values().get(0);
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL, 500", "HIGH, 400", "MEDIUM, 300", "LOW, 250", "INFORMATIONAL, 200"})
    void numberSeveritiesAsWpActivityLogDoes(Severity severity, String number) {
        assertThat(value("severity_number", severity, "{}")).hasValue(number);
    }

    @Test
    void tellTheSiteFromTheNameThatIsShownForIt() {
        assertThat(value("site", Severity.LOW, "{}")).hasValue("site-1");
        assertThat(value("identifier", Severity.LOW, "{}")).hasValue("shown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{\"b\":1}}              | 1",
                "{\"a\":{\"b\":1},\"a.b\":2}    | 2",
                "{\"a\":{\"b\":1},\"a.b\":null} | ",
                "{\"a\":{\"b\":null}}           | ",
                "{\"a\":7}                      | ",
            })
    void takeAMemberByItsWholeNameFirst(String metadata, @Nullable String value) {
        assertThat(value("metadata.a.b", Severity.LOW, metadata)).isEqualTo(Optional.ofNullable(value));
    }
}
