package io.mirrorlog.agent.redact;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.SiteNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an event what a destination may see of it. Safe for many threads.
 *
 * <p>What is hidden is hidden in the message as well, wherever it stands there as a word of its own ({@link WholeWords}) and
 * has three characters at least. All else stays as it is, to the byte. Where a path leads to nothing, nothing is done; where
 * something goes wrong, nothing of the event is shown.
 */
public final class Redaction implements UnaryOperator<Event> {

    /** Everything is shown. */
    public static final Redaction NONE = new Redaction(null);

    private final @Nullable RedactionOptions options;
    private final List<Rule> rules;

    /** @param options absent: nothing is hidden */
    public Redaction(@Nullable RedactionOptions options) {
        this.options = options;
        this.rules = options == null ? List.of() : options.rules();
    }

    @Override
    public Event apply(Event event) {
        if (rules.isEmpty()) {
            return event;
        }
        try {
            return new Draft(event).followed(rules).shown();
        } catch (RuntimeException e) {
            return failed(event);
        }
    }

    /** The same, with what was hidden, and what was not. */
    public Redacted redacted(Event event) {
        try {
            return new Draft(event).followed(rules).told();
        } catch (RuntimeException e) {
            return new Redacted(failed(event), List.of(), false, List.of(), true);
        }
    }

    /** The event with nothing but its time, its severity and the agent's marks: for whoever may see nothing more. */
    public static Event withheld(Event event) {
        return new Event(
                event.timestamp(),
                SiteNames.nearest(Treatment.MASKED),
                event.severity(),
                Treatment.MASKED,
                null,
                null,
                null,
                null,
                Event.NONE,
                event.marks());
    }

    private static Event failed(Event event) {
        String marks = event.marks();
        String before = marks.substring(0, marks.length() - 1) + (marks.equals(Event.NONE) ? "" : ",");
        return withheld(event).marked(before + "\"redaction\":\"failed\"}");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Redaction redaction && Objects.equals(redaction.options, options);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(options);
    }

    /** What is left of one event. */
    private static final class Draft {

        private final Event event;
        private final HiddenTexts hidden = new HiddenTexts();
        private final List<Redacted.Hidden> found = new ArrayList<>();
        private String site;
        private String message;
        private @Nullable Scalar id;
        private @Nullable Scalar type;
        private @Nullable Scalar action;
        private @Nullable Scalar user;
        private String metadata;

        private boolean inMessage;

        /** Whether the present rule has found something. */
        private boolean met;

        Draft(Event event) {
            this.event = event;
            this.site = event.site();
            this.message = event.message();
            this.id = event.id();
            this.type = event.type();
            this.action = event.action();
            this.user = event.user();
            this.metadata = event.metadata();
        }

        Draft followed(List<Rule> rules) {
            for (Rule rule : rules) {
                met = false;
                follow(rule);
                if (met) {
                    found.add(
                            new Redacted.Hidden(rule.how().option(), rule.path().toString()));
                }
            }
            if (message.equals(event.message())) { // not hidden as a whole
                message = hidden.takenOutOf(message);
                inMessage = !message.equals(event.message());
            }
            return this;
        }

        Event shown() {
            return found.isEmpty()
                    ? event
                    : new Event(
                            event.timestamp(),
                            site,
                            event.severity(),
                            message,
                            id,
                            type,
                            action,
                            user,
                            metadata,
                            event.marks());
        }

        Redacted told() {
            Event shown = shown();
            return new Redacted(shown, found, inMessage, Remains.in(shown, hidden.words()), false);
        }

        private void follow(Rule rule) {
            metadata = rule.path().changed(metadata, json -> treated(rule, json));
            switch (rule.path().toString()) {
                case "site" -> site = SiteNames.nearest(text(rule, site));
                case "message" -> message = text(rule, message);
                case "id" -> id = scalar(rule, id);
                case "type" -> type = scalar(rule, type);
                case "action" -> action = scalar(rule, action);
                case "user" -> user = scalar(rule, user);
                default -> {} // a key of the metadata alone
            }
        }

        private @Nullable String treated(Rule rule, String json) {
            String shown = rule.treatment().applied(json, hidden);
            met |= !json.equals(shown);
            return shown;
        }

        private @Nullable Scalar scalar(Rule rule, @Nullable Scalar value) {
            String shown = value == null ? null : treated(rule, value.json());
            return shown == null ? null : new Scalar(shown);
        }

        /** Of what cannot be left out. */
        private String text(Rule rule, String value) {
            String shown = treated(rule, JsonStrings.quote(value));
            return shown == null ? Treatment.MASKED : JsonStrings.unquote(shown);
        }
    }
}
