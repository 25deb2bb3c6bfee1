package io.mirrorlog.agent.format;

import java.time.ZoneId;
import java.util.List;

/** The formats that a connection may choose from. */
public final class Formats {

    /** What the user may write behind {@code format:}, beside a template. */
    public static final List<String> NAMES = List.of("line", "json", "monolog");

    private Formats() {}

    /**
     * The format of this name.
     *
     * @param zone in which times are shown; JSON shows the producer's own offset
     * @throws IllegalArgumentException when there is no such format
     */
    public static Format named(String name, ZoneId zone) {
        return switch (name) {
            case "line" -> new LineFormat(zone);
            case "json" -> json();
            case "monolog" -> new MonologFormat(zone);
            default ->
                throw new IllegalArgumentException(
                        "no such format; there are " + String.join(", ", NAMES) + ", template");
        };
    }

    /** The one JSON shape of an event. */
    public static Format json() {
        return new JsonFormat();
    }

    /**
     * A format made by the user, in Mustache.
     *
     * @param template one line of text; it is JSON when it begins with an object or an array of strings, arrays or
     *     objects
     * @param zone in which times are shown
     * @throws IllegalArgumentException saying what is wrong with the template
     */
    public static Format template(String template, ZoneId zone) {
        return new TemplateFormat(template, zone);
    }
}
