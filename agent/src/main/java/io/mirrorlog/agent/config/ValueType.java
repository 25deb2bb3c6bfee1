package io.mirrorlog.agent.config;

import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Rate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of single value: how its text is read, what is said when it cannot be, how a schema describes it.
 *
 * <p>Beside the kinds named here, any enum is one (its words in lower_snake_case), and any type with a
 * {@code public static parse(String)} that throws IllegalArgumentException saying what is wrong.
 *
 * @param fault what a bad value is, such as {@code is no duration; write …}; null when the reading says so itself
 * @param known all there are, where that can be told
 * @param schema its JSON Schema
 */
record ValueType(
        Function<String, Object> reading,
        @Nullable String fault,
        Supplier<? extends Collection<String>> known,
        Map<String, Object> schema) {

    /** Lets a variable stand where a pattern is wanted. */
    private static final String OR_VARIABLE = "|\\$\\{";

    private static final Map<String, Object> TEXT = JsonText.object("type", List.of("string", "number", "boolean"));
    private static final Map<String, Object> INTEGER =
            JsonText.object("type", List.of("integer", "string"), "pattern", "^-?[0-9]{1,18}$" + OR_VARIABLE);

    private static final Set<Class<?>> BUILT_IN = Set.of(
            String.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            boolean.class,
            Boolean.class,
            Path.class,
            URI.class,
            Duration.class,
            ByteSize.class,
            Rate.class,
            ZoneId.class,
            Start.class);

    /** True for what is written as one value. */
    static boolean isOne(Class<?> type) {
        return BUILT_IN.contains(type) || type.isEnum() || factory(type) != null;
    }

    /**
     * How values of a type are read.
     *
     * @param folder where relative paths begin
     */
    static ValueType of(Class<?> type, Path folder) {
        if (type == String.class) {
            return of(text -> text, "is no text", TEXT);
        }
        if (type == int.class || type == Integer.class) {
            return of(Integer::valueOf, "is not a whole number", INTEGER);
        }
        if (type == long.class || type == Long.class) {
            return of(Long::valueOf, "is not a whole number", INTEGER);
        }
        if (type == boolean.class || type == Boolean.class) {
            return of(ValueType::truth, "is neither true nor false", schema("boolean", "^(true|false)$"));
        }
        if (type == Path.class) {
            return of(text -> path(text, folder), "is no path of a file or folder", TEXT);
        }
        if (type == URI.class) {
            return of(
                    ValueType::uri,
                    "is no URL; write it with its scheme, such as https://host/path",
                    schema(null, "^[A-Za-z][A-Za-z0-9+.-]*:"));
        }
        if (type == Duration.class) {
            return of(
                    Durations::parse,
                    "is no duration; write a number and its unit: 250ms, 1s, 5m, 24h, 7d",
                    number(Durations.PATTERN, 0));
        }
        if (type == ByteSize.class) {
            return of(
                    ByteSize::parse,
                    "is no size; write bytes, or a number and its unit: 8KiB, 500MiB, 1GB",
                    number(ByteSize.PATTERN, Long.MAX_VALUE));
        }
        if (type == Rate.class) {
            return of(
                    Rate::parse,
                    "is no rate; write 1 to 10000 calls a second, a minute or an hour: 10/s, 30/m, 500/h",
                    schema(null, Rate.PATTERN));
        }
        if (type == ZoneId.class) {
            return new ValueType(
                    ZoneId::of,
                    "is no time zone; write an IANA name such as UTC or Europe/Berlin",
                    ZoneId::getAvailableZoneIds,
                    schema(null, "^[A-Za-z0-9+-][A-Za-z0-9+:/_-]*$"));
        }
        if (type == Start.class) {
            return of(
                    ValueType::start,
                    "is no start; write now, earliest, or a time such as 2026-01-31T00:00:00Z",
                    schema(null, "^(now|earliest|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt].+)$"));
        }
        return declared(type);
    }

    private static ValueType of(Function<String, Object> reading, String fault, Map<String, Object> schema) {
        return new ValueType(reading, fault, List::of, schema);
    }

    private static ValueType declared(Class<?> type) {
        Method factory = factory(type);
        List<String> words = words(type);
        Map<String, Object> schema = words.isEmpty()
                ? TEXT
                : JsonText.object(
                        "anyOf",
                        List.of(
                                JsonText.object("enum", words),
                                JsonText.object("type", "string", "pattern", "\\$\\{")));
        if (factory != null) {
            return new ValueType(text -> made(factory, text), null, () -> words, schema);
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException(type + " can be no option: it has no public static parse(String)");
        }
        return new ValueType(
                text -> constant(type, words, text),
                "is not allowed; write " + String.join(" or ", words),
                () -> words,
                schema);
    }

    private static @Nullable Method factory(Class<?> type) {
        try {
            Method parse = type.getMethod("parse", String.class);
            return Modifier.isStatic(parse.getModifiers()) && type.isAssignableFrom(parse.getReturnType())
                    ? parse
                    : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Object made(Method factory, String text) {
        try {
            return factory.invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(factory + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(factory + " is not public", e);
        }
    }

    /** The words of an enum; empty for another type. */
    private static List<String> words(Class<?> type) {
        return type.isEnum()
                ? Stream.of(type.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                        .toList()
                : List.of();
    }

    private static Object constant(Class<?> type, List<String> words, String text) {
        int index = words.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException("no such word");
        }
        return type.getEnumConstants()[index];
    }

    private static Object truth(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw new IllegalArgumentException("no truth");
        };
    }

    private static Path path(String text, Path folder) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no path");
        }
        return folder.resolve(text).normalize();
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute()) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no URL", e);
        }
        throw new IllegalArgumentException("no scheme");
    }

    private static Start start(String text) {
        return switch (text) {
            case "now" -> new Start.Now();
            case "earliest" -> new Start.Earliest();
            default -> {
                try {
                    yield new Start.At(OffsetDateTime.parse(text).toInstant());
                } catch (DateTimeException e) {
                    throw new IllegalArgumentException("no time", e);
                }
            }
        };
    }

    private static Map<String, Object> schema(@Nullable String type, String pattern) {
        Object types = type == null ? "string" : List.of(type, "string");
        return JsonText.object("type", types, "pattern", pattern + OR_VARIABLE);
    }

    private static Map<String, Object> number(String pattern, long most) {
        return JsonText.object(
                "type", List.of("string", "integer"), "minimum", 0, "maximum", most, "pattern", pattern + OR_VARIABLE);
    }
}
