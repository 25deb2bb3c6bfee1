package io.mirrorlog.agent.filter;

import io.mirrorlog.connector.Event;
import java.util.function.Predicate;

/**
 * One thing that is asked of an event.
 *
 * @param name as it stands in the configuration: {@code types}, {@code metadata.post_type}
 */
record Criterion(String name, Predicate<Event> test) {}
