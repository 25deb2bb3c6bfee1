package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Names the options in which two sections differ, by their paths, in the order of their declaration. */
final class Differences {

    private final List<String> paths = new ArrayList<>();

    /** @param path of both values */
    Differences add(String path, Object one, Object other) {
        if (one instanceof Record section && isSection(section) && section.getClass() == other.getClass()) {
            for (RecordComponent option : section.getClass().getRecordComponents()) {
                add(
                        Binder.join(path, OptionSpec.snakeCase(option.getName())),
                        value(option, one),
                        value(option, other));
            }
        } else if (!one.equals(other)) {
            paths.add(path);
        }
        return this;
    }

    List<String> paths() {
        return List.copyOf(paths);
    }

    private static boolean isSection(Record value) {
        return Stream.of(value.getClass().getRecordComponents()).allMatch(c -> c.isAnnotationPresent(Option.class));
    }

    /** An absent value is one as well. */
    private static Object value(RecordComponent option, Object section) {
        try {
            return Objects.requireNonNullElse(option.getAccessor().invoke(section), Absent.ABSENT);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(option + " cannot be read", e);
        }
    }

    private enum Absent {
        ABSENT
    }
}
