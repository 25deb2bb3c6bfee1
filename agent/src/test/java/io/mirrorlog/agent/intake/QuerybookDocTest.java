package io.mirrorlog.agent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each event in the table of docs/sites/querybook.md becomes the line that stands beside it. */
class QuerybookDocTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|`]+ \\| `(\\{[^`]+)` \\| `(\\[[^`]+)` \\|$");

    static List<MatchResult> rows() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "sites", "querybook.md"));
        List<MatchResult> rows = ROW.matcher(page).results().toList();
        assertThat(rows).hasSize(7);
        return rows;
    }

    @ParameterizedTest(name = "row {index}")
    @MethodSource("rows")
    void becomesItsLine(MatchResult row) throws Exception {
        Event event = Reads.read(row.group(1), Reads.as("querybook", null))
                .arrivals()
                .get(0)
                .event();
        String line = Formats.named("line", ZoneOffset.UTC).render(event, event.site(), 1);
        boolean hasId = row.group(1).contains("\"id\":");
        assertThat(hasId ? line : line.replaceFirst("\"id\":\"[^\"]+\"", "\"id\":\"…\""))
                .isEqualTo(row.group(2));
    }
}
