package io.mirrorlog.agent.format;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The samples of docs/formats.md are what the formats really make. */
class FormatsDocTest {

    private static final Event LOGIN = Samples.event(Samples.LOGIN, "{\"ClientIP\":\"203.0.113.9\"}", null);

    private static List<String> page = List.of();

    @BeforeAll
    static void readThePage() throws IOException {
        page = Files.readAllLines(Path.of("..", "docs", "formats.md"));
    }

    @Test
    void showsTheLine() {
        assertShown(Formats.named("line", UTC).render(LOGIN, "example-site", 42));
    }

    @Test
    void showsJson() {
        Event event = Samples.event(LOGIN, LOGIN.metadata(), Scalar.of("01932f5e-7a10-7c3e-8f00-0123456789ab"));
        assertShown(Formats.named("json", UTC).render(event, "my-shop", 42));
    }

    @Test
    void showsMonologsLine() {
        assertShown(Formats.named("monolog", ZoneOffset.ofHours(1)).render(LOGIN, "example-site", 42));
    }

    @Test
    void showsTemplatesAndWhatTheyMake() {
        Event event = Samples.event(LOGIN, Samples.LOGIN.metadata(), null);
        List<String> templates = page.stream()
                .filter(line -> line.startsWith("    {"))
                .filter(line -> line.contains("{{"))
                .toList();
        assertThat(templates).hasSize(2);
        for (String template : templates) {
            String made = Formats.template(template.strip(), UTC).render(event, "example-site", 42);
            assertThat(page.get(page.indexOf(template) + 1)).isEqualTo("    " + made);
        }
    }

    @Test
    void showsHowOwnKeysMove() {
        List<String> received = page.stream()
                .filter(line -> line.startsWith("    metadata received"))
                .toList();
        assertThat(received).hasSize(2);
        for (String line : received) {
            String metadata = line.substring(line.indexOf('{'));
            String next = page.get(page.indexOf(line) + 1);
            String mirrored = Formats.named("line", UTC).render(Samples.event("m", metadata, Event.NONE), "shop", 0);
            assertThat(next.substring(next.indexOf('{'))).isEqualTo(mirrored.substring(mirrored.indexOf('{')));
        }
    }

    @Test
    void showsALineOfWpActivityLogThatCanBeRead() throws UnreadableLineException {
        String line =
                page.stream().filter(l -> l.contains("NOTICE: ")).findFirst().orElseThrow();
        assertThat(MirroredLine.parse(line.strip()).event().type()).isEqualTo(Scalar.of(1000));
    }

    private static void assertShown(String rendered) {
        assertThat(page).contains("    " + rendered);
    }
}
