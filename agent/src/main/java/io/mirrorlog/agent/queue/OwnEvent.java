package io.mirrorlog.agent.queue;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that the agent itself did or met, to be mirrored like what sites tell: of the type {@value #TYPE}, with its
 * kind as the action. Texts are cut at {@value #TEXT_MAX} characters; secrets are masked by whoever tells it.
 *
 * @param message for people: a sentence without a full stop, the connection's name first where there is one
 * @param facts for programs: a compact JSON object, {@code {}} or more
 */
public record OwnEvent(Kind kind, String message, String facts) {

    public static final String TYPE = "mirrorlog";

    private static final int TEXT_MAX = 2_000;

    /** Only the agent sets marks: a producer's own key of that name is moved aside. */
    private static final String OWN = "{\"own\":true";

    /** What there is to tell. Names and severities are promises: others filter by them. */
    public enum Kind {
        AGENT_STARTED(Severity.INFORMATIONAL),
        /** The one before it was not closed in order. */
        AGENT_STARTED_AFTER_CRASH(Severity.MEDIUM),
        AGENT_STOPPING(Severity.INFORMATIONAL),
        CONFIGURATION_RELOADED(Severity.LOW),
        CONFIGURATION_REFUSED(Severity.HIGH),
        /** Deliveries have failed for longer than a blip. */
        CONNECTION_RETRYING(Severity.MEDIUM),
        /** Its destination refuses it as such, or an admin lets it wait. */
        CONNECTION_PAUSED(Severity.HIGH),
        CONNECTION_FAILED(Severity.HIGH),
        /** It delivers again; tells what was late. */
        CONNECTION_RECOVERED(Severity.LOW),
        /** An admin ended its pause; tells what was late. */
        CONNECTION_RESUMED(Severity.LOW),
        CONNECTION_RENAMED(Severity.MEDIUM),
        CONNECTION_FORGOTTEN(Severity.MEDIUM),
        /** What was written to it directly goes through the queue, or is refused, for the time being. */
        DIRECT_WRITING_STOPPED(Severity.MEDIUM),
        DIRECT_WRITING_RESUMED(Severity.LOW),
        /** Events were refused for good. */
        DEAD_LETTERS(Severity.MEDIUM),
        DEAD_LETTERS_RETRIED(Severity.LOW),
        DEAD_LETTERS_DROPPED(Severity.HIGH),
        /** Events have waited too long: they lie in a file. */
        RELEASED(Severity.HIGH),
        RELEASED_RETRIED(Severity.LOW),
        RELEASED_DROPPED(Severity.HIGH),
        REPLAY_BEGUN(Severity.LOW),
        REPLAY_CANCELLED(Severity.LOW),
        REPLAY_DONE(Severity.LOW),
        /** A connection stands before events that are not retained any more. */
        GAP_FOUND(Severity.CRITICAL),
        /** No event is taken. */
        QUEUE_UNAVAILABLE(Severity.CRITICAL),
        QUEUE_AVAILABLE(Severity.LOW),
        /** A wiki's log could not be read for longer than a blip. */
        WIKI_UNREACHABLE(Severity.MEDIUM),
        WIKI_REACHABLE(Severity.LOW),
        /** Entries of a wiki's log are mirrored without all that they have: the wiki does not tell them whole. */
        WIKI_ENTRIES_INCOMPLETE(Severity.MEDIUM),
        STORE_DAMAGED(Severity.CRITICAL),
        STORE_SALVAGED(Severity.HIGH),
        /** Producers send events that are not as their schemas want them. */
        EVENTS_INVALID(Severity.MEDIUM),
        /** More was to be told than could be kept until the queue took it. */
        OWN_EVENTS_LOST(Severity.MEDIUM);

        private final Severity severity;

        Kind(Severity severity) {
            this.severity = severity;
        }

        public Severity severity() {
            return severity;
        }

        /** As it stands in the event. */
        public String action() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What deliveries themselves give rise to: told of again while it is delivered, it would never end. */
    private static final Set<String> FROM_DELIVERIES = Arrays.stream(Kind.values())
            .filter(kind -> switch (kind) {
                case CONNECTION_RETRYING,
                        CONNECTION_PAUSED,
                        CONNECTION_FAILED,
                        CONNECTION_RECOVERED,
                        DIRECT_WRITING_STOPPED,
                        DIRECT_WRITING_RESUMED,
                        DEAD_LETTERS,
                        GAP_FOUND -> true;
                default -> false;
            })
            .map(Kind::action)
            .collect(Collectors.toUnmodifiableSet());

    public OwnEvent {
        if (message.isEmpty() || !facts.startsWith("{") || !facts.endsWith("}")) {
            throw new IllegalArgumentException("an own event has a message and an object of facts");
        }
        message = cut(message);
    }

    /** Without facts, so far. */
    public static OwnEvent of(Kind kind, String message) {
        return new OwnEvent(kind, message, Event.NONE);
    }

    /** With the name of the connection that it is about as its first fact. */
    public static OwnEvent of(Kind kind, String connection, String message) {
        return of(kind, message).with("connection", connection);
    }

    /** An admin gave a connection another name. */
    public static OwnEvent renamed(String from, String to) {
        return of(Kind.CONNECTION_RENAMED, to, from + ": is named " + to + " now, as an admin wishes")
                .with("from", from);
    }

    /** An admin had a connection forgotten. */
    public static OwnEvent forgotten(String connection) {
        return of(
                Kind.CONNECTION_FORGOTTEN,
                connection,
                connection + ": is forgotten, as an admin wishes; one of that name begins anew");
    }

    /** With a text as a further fact; without one, as it is. */
    public OwnEvent with(String name, @Nullable String text) {
        return text == null ? this : and(name, JsonStrings.quote(cut(text)));
    }

    /** With a number as a further fact. */
    public OwnEvent with(String name, long number) {
        return and(name, Long.toString(number));
    }

    /** With a time as a further fact; without one, as it is. */
    public OwnEvent with(String name, @Nullable Instant time) {
        return time == null ? this : and(name, "\"" + time + "\"");
    }

    private OwnEvent and(String name, String json) {
        String before = facts.substring(0, facts.length() - 1);
        return new OwnEvent(
                kind, message, before + (before.length() > 1 ? "," : "") + JsonStrings.quote(name) + ":" + json + "}");
    }

    /**
     * As it is stored.
     *
     * @param site the agent's
     * @param at when it happened
     */
    Event event(String site, String id, Instant at) {
        return new Event(
                at.atOffset(ZoneOffset.UTC),
                site,
                kind.severity(),
                message,
                Scalar.of(id),
                Scalar.of(TYPE),
                Scalar.of(kind.action()),
                null,
                facts,
                OWN + "}");
    }

    /** Whether an event is the agent's own; no producer can make one that is. Cheap enough to be asked of every event. */
    public static boolean is(Event event) {
        return event.marks().startsWith(OWN);
    }

    /** Whether it is the agent's own and tells what came of a delivery. */
    public static boolean isOfDeliveries(Event event) {
        Scalar action = event.action();
        return is(event) && action != null && FROM_DELIVERIES.contains(action.text());
    }

    private static String cut(String text) {
        if (text.length() <= TEXT_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_MAX - 2)) ? TEXT_MAX - 2 : TEXT_MAX - 1;
        return text.substring(0, end) + "…";
    }
}
