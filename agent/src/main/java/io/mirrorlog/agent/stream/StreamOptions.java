package io.mirrorlog.agent.stream;

import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.SiteNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the events of a stream, or of several, become mirrored events. What is absent is left to what says it less
 * specifically: to the schema's title, to what was imported, to the mapping that the agent brings along.
 *
 * @param schemaTitle the schema that its events have, in any version
 */
public record StreamOptions(
        @Option("the site: a name, or a template over the event's fields. Default: wiki, else meta.domain") @Nullable
        String site,

        @Option("the severity: a word, or a template over the event's fields that gives one") @Nullable
        String severity,

        @Option("the type: a template over the event's fields") @Nullable
        String type,

        @Option("the action: a template over the event's fields") @Nullable
        String action,

        @Option("the user: a template over the event's fields, such as {{performer.user_text}}") @Nullable
        String user,

        @Option("the message: a template over the event's fields. Default: the stream's name") @Nullable
        String message,

        @Option("the title of the schema that its events have: analytics/legacy/homepagevisit") @Nullable
        String schemaTitle,

        @Option("which of its events are kept. Default: all") @Nullable
        SampleOptions sample,

        @Option(
                "what becomes of an event that is not as its schema wants it: off, tag or reject. Default: that of schemas")
        @Nullable
        Validation validation) {

    /** Says nothing. */
    public static final StreamOptions NONE = new StreamOptions(null, null, null, null, null, null, null, null, null);

    private static final int TEMPLATE_MAX = 2_000;

    public StreamOptions {
        List<String> faults = new ArrayList<>();
        check(faults, "site", site);
        check(faults, "severity", severity);
        check(faults, "type", type);
        check(faults, "action", action);
        check(faults, "user", user);
        check(faults, "message", message);
        if (site != null && Field.isConstant(site) && !SiteNames.isValid(site)) {
            faults.add("site: is no name of a site; " + SiteNames.RULE);
        }
        if (severity != null
                && Field.isConstant(severity)
                && Severity.read(severity).isEmpty()) {
            faults.add("severity: is no severity; write critical, high, medium, low or informational");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /** With a schema's title and a sample alone, as a wiki's own configuration of a stream has them. */
    public static StreamOptions of(@Nullable String schemaTitle, @Nullable SampleOptions sample) {
        return new StreamOptions(null, null, null, null, null, null, schemaTitle, sample, null);
    }

    private static void check(List<String> faults, String option, @Nullable String template) {
        if (template == null) {
            return;
        }
        if (template.length() > TEMPLATE_MAX) {
            faults.add(option + ": is longer than " + TEMPLATE_MAX + " characters");
            return;
        }
        try {
            var unused = new Field(template);
        } catch (IllegalArgumentException e) {
            faults.add(option + ": " + e.getMessage());
        }
    }
}
