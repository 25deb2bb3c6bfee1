package io.mirrorlog.agent.filter;

import io.mirrorlog.connector.Event;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection wants an event: all criteria of {@code only} must hold, and none of {@code except}. Safe for many
 * threads.
 */
public final class Filter implements Predicate<Event> {

    /** Every event passes. */
    public static final Filter ALL = new Filter(null, null);

    private final @Nullable Criteria wanted;
    private final @Nullable Criteria unwanted;
    private final List<Criterion> only;
    private final List<Criterion> except;

    /**
     * @param only absent: every event
     * @param except absent: none
     */
    public Filter(@Nullable Criteria only, @Nullable Criteria except) {
        this.wanted = only;
        this.unwanted = except;
        this.only = only == null ? List.of() : only.criteria();
        this.except = except == null ? List.of() : except.criteria();
    }

    @Override
    public boolean test(Event event) {
        return obstacle(event) == null;
    }

    /** The option that keeps the event away, such as {@code only.severity}; null when it passes. */
    public @Nullable String obstacle(Event event) {
        for (Criterion criterion : only) {
            if (!criterion.test().test(event)) {
                return "only." + criterion.name();
            }
        }
        for (Criterion criterion : except) {
            if (criterion.test().test(event)) {
                return "except." + criterion.name();
            }
        }
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter
                && Objects.equals(filter.wanted, wanted)
                && Objects.equals(filter.unwanted, unwanted);
    }

    @Override
    public int hashCode() {
        return Objects.hash(wanted, unwanted);
    }
}
