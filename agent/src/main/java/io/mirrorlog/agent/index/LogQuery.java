package io.mirrorlog.agent.index;

import io.mirrorlog.agent.filter.SeverityPattern;
import io.mirrorlog.agent.filter.TypePattern;
import io.mirrorlog.agent.queue.QueuedEvent;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.Scalar;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which events are looked for; all that is asked must hold, and what is not asked is absent or empty. Pure.
 *
 * @param sites any of these
 * @param since this time or later, by the event's own time
 * @param until before this time
 * @param pattern for the type, or type/action
 * @param type by its text, as action and user are
 * @param userId as {@link LogFields#facts}
 * @param title exactly, as {@link LogFields#facts}
 * @param titlePrefix how the title begins
 * @param namespace as {@link LogFields#facts}
 * @param tag one of {@link LogFields#tags}
 * @param logIds any of these, as {@link LogFields#logId}
 * @param sequences any of these
 * @param ids any of these, by the text of the event's id
 * @param text all of its words stand in the event, anywhere
 */
public record LogQuery(
        Set<String> sites,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable SeverityPattern severity,
        @Nullable TypePattern pattern,
        @Nullable String type,
        @Nullable String action,
        @Nullable String user,
        @Nullable Long userId,
        @Nullable String title,
        @Nullable String titlePrefix,
        @Nullable Long namespace,
        @Nullable String tag,
        Set<Long> logIds,
        Set<Long> sequences,
        Set<String> ids,
        @Nullable FreeText text)
        implements Predicate<QueuedEvent> {

    /** All events. */
    public static final LogQuery ALL = asking().query();

    public LogQuery {
        sites = Set.copyOf(sites);
        logIds = Set.copyOf(logIds);
        sequences = Set.copyOf(sequences);
        ids = Set.copyOf(ids);
    }

    /** Begins a query. */
    public static Asking asking() {
        return new Asking();
    }

    @Override
    public boolean test(QueuedEvent queued) {
        return (sequences.isEmpty() || sequences.contains(queued.sequence()))
                && fits(queued.event())
                && (logIds.isEmpty() || logIds.contains(LogFields.logId(queued)));
    }

    /** The same without log ids and sequences. */
    public boolean fits(Event event) {
        return isInTime(event.timestamp().toInstant())
                && (sites.isEmpty() || sites.contains(event.site()))
                && (severity == null || severity.test(event.severity()))
                && fitsKind(event)
                && is(user, event.user())
                && (ids.isEmpty() || isOneOf(ids, event.id()))
                && fitsFacts(event)
                && (text == null || text.test(event));
    }

    /** What it asks of type and action alone. */
    boolean fitsKind(Event event) {
        return is(type, event.type()) && is(action, event.action()) && (pattern == null || pattern.test(event));
    }

    private boolean isInTime(Instant time) {
        return (since == null || !time.isBefore(since)) && (until == null || time.isBefore(until));
    }

    private boolean fitsFacts(Event event) {
        if (title != null || titlePrefix != null || namespace != null || userId != null) {
            LogFields.Facts facts = LogFields.facts(event);
            String actual = facts.title();
            if ((title != null && !title.equals(actual))
                    || (titlePrefix != null && (actual == null || !actual.startsWith(titlePrefix)))
                    || (namespace != null && !namespace.equals(facts.namespace()))
                    || (userId != null && !userId.equals(facts.userId()))) {
                return false;
            }
        }
        return tag == null || LogFields.tags(event).contains(tag);
    }

    private static boolean is(@Nullable String wanted, @Nullable Scalar actual) {
        return wanted == null || (actual != null && wanted.equals(actual.text()));
    }

    private static boolean isOneOf(Set<String> wanted, @Nullable Scalar actual) {
        return actual != null && wanted.contains(actual.text());
    }

    /** A query that is being put together; for one thread. */
    public static final class Asking {

        private Set<String> sites = Set.of();
        private @Nullable Instant since;
        private @Nullable Instant until;
        private @Nullable SeverityPattern severity;
        private @Nullable TypePattern pattern;
        private @Nullable String type;
        private @Nullable String action;
        private @Nullable String user;
        private @Nullable Long userId;
        private @Nullable String title;
        private @Nullable String titlePrefix;
        private @Nullable Long namespace;
        private @Nullable String tag;
        private Set<Long> logIds = Set.of();
        private Set<Long> sequences = Set.of();
        private Set<String> ids = Set.of();
        private @Nullable FreeText text;

        private Asking() {}

        public Asking site(@Nullable String wanted) {
            sites = wanted == null ? Set.of() : Set.of(wanted);
            return this;
        }

        public Asking sites(Set<String> wanted) {
            sites = wanted;
            return this;
        }

        public Asking since(@Nullable Instant wanted) {
            since = wanted;
            return this;
        }

        public Asking until(@Nullable Instant wanted) {
            until = wanted;
            return this;
        }

        public Asking severity(@Nullable SeverityPattern wanted) {
            severity = wanted;
            return this;
        }

        public Asking pattern(@Nullable TypePattern wanted) {
            pattern = wanted;
            return this;
        }

        public Asking type(@Nullable String wanted) {
            type = wanted;
            return this;
        }

        public Asking action(@Nullable String wanted) {
            action = wanted;
            return this;
        }

        public Asking user(@Nullable String wanted) {
            user = wanted;
            return this;
        }

        public Asking userId(@Nullable Long wanted) {
            userId = wanted;
            return this;
        }

        public Asking title(@Nullable String wanted) {
            title = wanted;
            return this;
        }

        public Asking titlePrefix(@Nullable String wanted) {
            titlePrefix = wanted;
            return this;
        }

        public Asking namespace(@Nullable Long wanted) {
            namespace = wanted;
            return this;
        }

        public Asking tag(@Nullable String wanted) {
            tag = wanted;
            return this;
        }

        public Asking logIds(Set<Long> wanted) {
            logIds = wanted;
            return this;
        }

        public Asking sequences(Set<Long> wanted) {
            sequences = wanted;
            return this;
        }

        public Asking ids(Set<String> wanted) {
            ids = wanted;
            return this;
        }

        public Asking text(@Nullable FreeText wanted) {
            text = wanted;
            return this;
        }

        public LogQuery query() {
            return new LogQuery(
                    sites,
                    since,
                    until,
                    severity,
                    pattern,
                    type,
                    action,
                    user,
                    userId,
                    title,
                    titlePrefix,
                    namespace,
                    tag,
                    logIds,
                    sequences,
                    ids,
                    text);
        }
    }
}
