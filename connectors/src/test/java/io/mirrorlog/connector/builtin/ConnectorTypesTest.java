package io.mirrorlog.connector.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.cloudwatch.CloudWatchConnector;
import io.mirrorlog.connector.cloudwatch.Oversize;
import io.mirrorlog.connector.console.ConsoleConnector;
import io.mirrorlog.connector.discard.DiscardConnector;
import io.mirrorlog.connector.file.FileConnector;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectorTypesTest {

    private static final Surroundings SURROUNDINGS = new Surroundings("c", () -> Instant.EPOCH, notice -> {});

    @Test
    void listsEachConnectorOnce() {
        assertThat(ConnectorTypes.builtIn())
                .extracting(ConnectorType::name)
                .containsExactly(
                        "file", "console", "discard", "webhook", "syslog", "loggly", "slack", "cloudwatch", "jdbc")
                .doesNotHaveDuplicates();
    }

    @Test
    void knowsNoOthers() {
        assertThat(ConnectorTypes.find("File")).isEmpty();
        assertThat(ConnectorTypes.find("")).isEmpty();
    }

    @Test
    void promisesExactlyOnceForFilesAlone() {
        assertThat(ConnectorTypes.builtIn())
                .filteredOn(ConnectorType::exact)
                .extracting(ConnectorType::name)
                .containsExactly("file");
    }

    @Test
    void letsEventsWaitForCompanyWhereACallIsDear() {
        assertThat(ConnectorTypes.builtIn())
                .allSatisfy(type -> assertThat(type.limits().linger().isZero()).isNotEqualTo(type.remote()));
    }

    @ParameterizedTest
    @MethodSource("opened")
    void opensWhatItNames(String name, Record options, Class<?> connector) throws Exception {
        try (Connector opened = open(ConnectorTypes.find(name).orElseThrow(), options)) {
            assertThat(opened).isInstanceOf(connector);
        }
    }

    static Stream<Arguments> opened() {
        return Stream.of(
                Arguments.of(
                        "file",
                        new FileConnector.Options(Path.of("a.log"), "0640", FileConnector.Fsync.BATCH, null),
                        FileConnector.class),
                Arguments.of(
                        "console",
                        new ConsoleConnector.Options(ConsoleConnector.Color.AUTO, ConsoleConnector.Target.STDERR),
                        ConsoleConnector.class),
                Arguments.of("discard", new DiscardConnector.Options(), DiscardConnector.class),
                Arguments.of(
                        "cloudwatch",
                        new CloudWatchConnector.Options(
                                null, "g", "s", true, null, null, null, null, null, null, null, Oversize.REFUSE, false),
                        CloudWatchConnector.class));
    }

    private static <O extends Record> Connector open(ConnectorType<O> type, Record options) {
        return type.opener().open(type.options().cast(options), SURROUNDINGS);
    }
}
