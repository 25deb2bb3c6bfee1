package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One option of a section, as the record it is read into declares it.
 *
 * @param key what the user writes
 * @param name the component's name in Java
 * @param description what it is, for people
 * @param orElse what stands in for an absent value, as YAML text; null when there is no default
 * @param nullable true when it may be absent without a default
 */
record OptionSpec(
        String key,
        String name,
        Type type,
        String description,
        @Nullable String orElse,
        boolean nullable) {

    /** The options of a record in the order of its declaration. */
    static List<OptionSpec> of(Class<? extends Record> record) {
        return Stream.of(record.getRecordComponents()).map(OptionSpec::of).toList();
    }

    private static OptionSpec of(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new IllegalArgumentException(component.getDeclaringRecord() + " has no @Option at " + component);
        }
        return new OptionSpec(
                snakeCase(component.getName()),
                component.getName(),
                component.getGenericType(),
                option.value(),
                option.orElse().isEmpty() ? null : option.orElse(),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** The type without its parameters. */
    Class<?> raw() {
        return raw(type);
    }

    static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    /** The last parameter of a type: what a list, a map or a secret holds. */
    static Type held(Type type) {
        Type[] held = ((ParameterizedType) type).getActualTypeArguments();
        return held[held.length - 1];
    }

    /** True when it holds further values, so that nothing written below it means that it is absent. */
    boolean isSection() {
        return raw() == List.class || raw() == Map.class || (raw().isRecord() && !ValueType.isOne(raw()));
    }

    /** True when a user has to write it. */
    boolean isRequired() {
        return orElse == null && !nullable && !isSection();
    }
}
