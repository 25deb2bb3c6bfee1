package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is told of a run: the tables, and the charts beside the document. */
final class Report {

    private static final String BACKLOG = "benchmarks/backlog.svg";
    private static final String START = "benchmarks/startup.svg";

    private static final String LEGEND = """
            *To raw*: as a part of the rate of the bare SQLite table, which is filled at the beginning and at the end of each
            round; the mean of the two is 1.00. *Ready* and *the first events of a fresh process* are cold. All other rates
            and times are warm: the same load goes before them, slice by slice, until two slices differ by less than a tenth,
            twelve at least, thirty at most. *Met* goes by the median.
            """;

    private final Run run;
    private final @Nullable Path document;

    /** @param document the Markdown file that is to hold it, if any */
    Report(Run run, @Nullable Path document) {
        this.run = run;
        this.document = document;
    }

    /** Markdown. */
    String text() {
        return String.join(
                "\n",
                conditions(),
                run.figures().table(),
                LEGEND,
                run.timeline().table());
    }

    /** Puts it into the document, if there is one. */
    void write() throws IOException {
        if (document == null) {
            return;
        }
        var text = new StringBuilder(text());
        if (hasBacklog()) {
            chart(document, BACKLOG, new BacklogChart(run.backlog().series()).svg());
            text.append("\n![Rate against backlog](").append(BACKLOG).append(")\n");
        }
        if (!run.timeline().medians().isEmpty()) {
            chart(document, START, new StartChart(run.timeline().medians()).svg());
            text.append("\n![Where the time until ready goes](").append(START).append(")\n");
        }
        Files.writeString(document, GeneratedBlock.replaced(Files.readString(document), text.toString()));
    }

    private String conditions() {
        Settings settings = run.settings();
        return String.format(
                Locale.ROOT,
                "%s, commit %s. Rounds: %d; events in a measurement: %,d. Java %s; the first one's agents were under load. %s.%n",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("bench.commit", "unknown"),
                settings.rounds(),
                settings.events(),
                String.join(", ", run.javas()),
                run.machine());
    }

    private boolean hasBacklog() {
        return run.backlog().series().stream()
                .noneMatch(series -> series.rates().isEmpty());
    }

    private static void chart(Path document, String name, String svg) throws IOException {
        Path file = document.resolveSibling(name);
        Files.createDirectories(document.resolveSibling("benchmarks"));
        Files.writeString(file, svg);
    }
}
