package io.mirrorlog.agent.config;

import io.mirrorlog.agent.format.Formats;
import io.mirrorlog.connector.Option;
import java.time.ZoneOffset;

/** How a connection writes events: a form known by its name, or a template. */
public sealed interface FormatSettings {

    /** A form known by its name. */
    enum Named implements FormatSettings {
        LINE,
        JSON,
        MONOLOG
    }

    /**
     * The user's own.
     *
     * @param template Mustache over the event's fields, not empty
     */
    record Template(
            @Option("Mustache over the event's fields") String template) implements FormatSettings {

        public Template {
            new Faults()
                    .unless(!template.isEmpty(), "template: is empty; write at least {{message}}")
                    .throwAny();
            try {
                Formats.template(template, ZoneOffset.UTC);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("template: " + e.getMessage(), e);
            }
        }
    }
}
