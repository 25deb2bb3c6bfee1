package io.mirrorlog.agent.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Severity;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCsvTest {

    private static String line(String message, String metadata) {
        OffsetDateTime time = OffsetDateTime.parse("2026-11-21T20:16:00Z");
        var event = new Event(time, "shop", Severity.LOW, message, null, null, null, null, metadata, Event.NONE);
        return EventCsv.line(new QueuedEvent(7, Instant.EPOCH, 100, event));
    }

    /** In these rows ~ is a line break, and _ a tab. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain   | plain",
                "=1+1    | '=1+1",
                "+1      | '+1",
                "-1      | '-1",
                "@a      | '@a",
                "_a      | '\\u0009a",
                "~a      | '\\u000aa",
                "1+1=2   | 1+1=2",
                "a,b     | \"a,b\"",
                "a\"b    | \"a\"\"b\"",
                "=a,b    | \"'=a,b\"",
            })
    void writesACellThatIsNoFormula(String message, String cell) {
        String line = line(message.replace('~', '\n').replace('_', '\t'), Event.NONE);
        assertThat(line).isEqualTo("2026-11-21T20:16:00.000000000+00:00,shop,LOW,,,," + cell + ",,7,\r\n");
    }

    @Test
    void writesTheMetadataAsOneCell() {
        assertThat(line("m", "{\"n\":1,\"s\":\"x\"}")).endsWith(",m,,7,\"{\"\"n\"\":1,\"\"s\"\":\"\"x\"\"}\"\r\n");
    }
}
