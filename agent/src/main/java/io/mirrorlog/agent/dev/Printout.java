package io.mirrorlog.agent.dev;

import io.mirrorlog.agent.format.Harmless;
import io.mirrorlog.agent.intake.Tried;
import io.mirrorlog.agent.intake.Tried.Fate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lays out for a terminal what came: what would become of it, what is wrong with it, the event itself, the mirrored line. */
final class Printout {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String MARGIN = "    ";

    /** What is no JSON may be anything, of any length. */
    private static final int GARBAGE_MAX = 2_000;

    private static final int PROBLEMS_MAX = 50;

    private final Palette palette;

    Printout(Palette palette) {
        this.palette = palette;
    }

    /** Several lines, each with its end. */
    String of(Shown shown) {
        Tried tried = shown.tried();
        var text = new StringBuilder(1024);
        text.append(palette.faint())
                .append(TIME.format(shown.time()))
                .append(palette.end())
                .append(' ');
        text.append(colour(tried.fate())).append(shown.fate()).append(palette.end());
        appendWord(text, tried.shape());
        appendWord(text, tried.stream());
        text.append('\n');
        tried.problems().stream().limit(PROBLEMS_MAX).forEach(problem -> {
            text.append(MARGIN).append(palette.bad()).append("! ").append(palette.end());
            text.append(Harmless.of(problem)).append('\n');
        });
        if (tried.problems().size() > PROBLEMS_MAX) {
            text.append(MARGIN)
                    .append("! and ")
                    .append(tried.problems().size() - PROBLEMS_MAX)
                    .append(" more\n");
        }
        appendReceived(text, shown);
        String line = shown.line();
        if (!line.isEmpty()) {
            text.append(MARGIN).append(palette.faint()).append("> ").append(palette.end());
            text.append(line).append('\n'); // harmless as it is: that is what the format is for
        }
        return text.toString();
    }

    private String colour(Fate fate) {
        return switch (fate) {
            case VALID -> palette.good();
            case SAMPLED_OUT -> palette.doubtful();
            case INVALID, REFUSED -> palette.bad();
        };
    }

    private void appendReceived(StringBuilder text, Shown shown) {
        String received = shown.tried().received();
        if (shown.isObject()) {
            text.append(PrettyJson.of(received, palette, MARGIN)).append('\n');
        } else if (!received.isEmpty()) {
            boolean isLong = received.length() > GARBAGE_MAX;
            text.append(MARGIN).append(Harmless.of(isLong ? received.substring(0, GARBAGE_MAX) : received));
            text.append(isLong ? "…\n" : "\n");
        }
    }

    private void appendWord(StringBuilder text, String word) {
        if (!word.isEmpty()) {
            text.append(' ').append(Harmless.of(word));
        }
    }

    /** Line by line. */
    static String safe(String text) {
        return text.lines().map(line -> Harmless.of(line) + '\n').collect(Collectors.joining());
    }
}
