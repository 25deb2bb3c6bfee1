package io.mirrorlog.connector.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import io.mirrorlog.connector.console.ConsoleConnector.Color;
import io.mirrorlog.connector.console.ConsoleConnector.Options;
import io.mirrorlog.connector.console.ConsoleConnector.Target;
import io.mirrorlog.connector.contract.ConnectorContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleConnectorTest extends ConnectorContract {

    private final RecordingOutput output = new RecordingOutput();

    @Override
    protected ConnectorType<?> type() {
        return ConnectorTypes.find("console").orElseThrow();
    }

    @Override
    protected Record options() {
        return new Options(Color.NEVER, Target.STDOUT);
    }

    @Override
    protected Connector connector() {
        return connector(Color.NEVER, false);
    }

    @Override
    protected void assertArrived(List<String> texts) {
        String lines = texts.isEmpty() ? "" : String.join("\n", texts) + "\n";
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo(lines);
    }

    @Override
    protected Optional<Connector> brokenConnector() {
        var closed = new PrintStream(new FailingOutput(), false, StandardCharsets.UTF_8);
        return Optional.of(new ConsoleConnector(new Options(Color.NEVER, Target.STDERR), closed, () -> false));
    }

    private ConsoleConnector connector(Color color, boolean terminal) {
        // An encoding that knows no umlauts: the lines are UTF-8 all the same.
        var stream = new PrintStream(output, false, StandardCharsets.US_ASCII);
        return new ConsoleConnector(new Options(color, Target.STDOUT), stream, () -> terminal);
    }

    private String shown(Color color, boolean terminal, Entry entry) throws IOException {
        try (var connector = connector(color, terminal)) {
            assertThat(connector.deliver(List.of(entry))).isEqualTo(Outcome.DELIVERED);
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL, 1;31", "HIGH, 31", "MEDIUM, 33", "LOW, 36"})
    void coloursTheSeverityOfALine(Severity severity, String code) throws Exception {
        Entry entry = entry(1, severity, "[t] [HIGH LOW].[" + severity + "]:[a HIGH wall]{}");
        assertThat(shown(Color.ALWAYS, false, entry))
                .isEqualTo("[t] [HIGH LOW].[\u001b[" + code + "m" + severity + "\u001b[0m]:[a HIGH wall]{}\n");
    }

    @Test
    void coloursTheSeverityOfMonologsLine() throws Exception {
        assertThat(shown(Color.ALWAYS, false, entry(1, Severity.HIGH, "[t] HIGH.HIGH: a HIGH wall {} []")))
                .isEqualTo("[t] HIGH.\u001b[31mHIGH\u001b[0m: a HIGH wall {} []\n");
    }

    @Test
    void coloursTheWholeTextOfAnotherForm() throws Exception {
        assertThat(shown(Color.ALWAYS, false, entry(1, Severity.HIGH, "{\"severity\":\"HIGH\"}")))
                .isEqualTo("\u001b[31m{\"severity\":\"HIGH\"}\u001b[0m\n");
    }

    @Test
    void leavesInformationPlain() throws Exception {
        Entry entry = entry(1, Severity.INFORMATIONAL, "[t] [shop].[INFORMATIONAL]:[m]{}");
        assertThat(shown(Color.ALWAYS, true, entry)).isEqualTo(entry.text() + "\n");
    }

    @ParameterizedTest
    @CsvSource({"AUTO, true, true", "AUTO, false, false", "ALWAYS, false, true", "NEVER, true, false"})
    void coloursOnlyWhereItMay(Color color, boolean terminal, boolean colored) throws Exception {
        boolean escaped = shown(color, terminal, entry(1, "x")).contains("\u001b");
        assertThat(escaped).isEqualTo(colored);
    }

    @Test
    void writesABatchAtOnce() throws Exception {
        try (var connector = connector(Color.ALWAYS, true)) {
            deliverAll(connector, entries("a", "b", "c"));
        }
        assertThat(output.writes).isEqualTo(1);
    }

    @Test
    void asksToBeOfferedTheSameAgainWhenNobodyReads() throws Exception {
        try (Connector connector = brokenConnector().orElseThrow()) {
            assertThat(connector.deliver(entries("a"))).isEqualTo(new Outcome.Retry("cannot write to stderr"));
        }
    }

    @ParameterizedTest
    @CsvSource({"NO_COLOR, 1", "NO_COLOR, false", "TERM, dumb", "TERM, ''"})
    void wantsNoColorOnATerminalThatHasNone(String variable, String value) {
        assertThat(Terminal.wantsColor(Map.of(variable, value), System.console()))
                .isFalse();
    }

    @Test
    void wantsNoColorWithoutATerminal() {
        assertThat(Terminal.wantsColor(Map.of("TERM", "xterm", "NO_COLOR", ""), null))
                .isFalse();
    }

    private static final class RecordingOutput extends ByteArrayOutputStream {

        private int writes;

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            writes++;
            super.write(bytes, from, length);
        }
    }

    private static final class FailingOutput extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
