package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.EventJson;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import io.mirrorlog.connector.http.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entries as rows. All values are texts, which each database reads as what the column is. Pure.
 *
 * <p>What no text of a database can hold is shown: a NUL as ␀, half a surrogate pair as �. The line has the original.
 *
 * @param fields what each column holds
 */
record Rows(Database database, List<Field> fields, EventJson json) {

    /** Where the metadata begins in the one JSON shape, of which it is the last part; quotes in strings are escaped. */
    private static final String METADATA = ",\"metadata\":";

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final DateTimeFormatter NANOS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT);

    /**
     * One entry's row.
     *
     * @param sequence the entry's
     * @param key the event's
     * @param values one for each column, in their order
     */
    record Row(long sequence, String key, List<Optional<String>> values) {}

    Rows {
        fields = List.copyOf(fields);
    }

    List<Row> of(List<Entry> entries) {
        return entries.stream().map(this::of).toList();
    }

    private Row of(Entry entry) {
        String key = EventKey.of(entry.event());
        List<Optional<String>> values = fields.stream()
                .map(field -> Optional.ofNullable(value(field, entry, key)).map(Rows::storable))
                .toList();
        return new Row(entry.sequence(), key, values);
    }

    private @Nullable String value(Field field, Entry entry, String key) {
        return switch (field.source()) {
            case KEY -> key;
            case TIMESTAMP -> time(entry.event().timestamp().toInstant());
            case EPOCH -> epoch(entry.event().timestamp().toInstant());
            case SITE -> entry.event().site();
            case IDENTIFIER -> entry.identifier();
            case ID -> text(entry.event().id());
            case SEVERITY -> entry.event().severity().name();
            case SEVERITY_NUMBER -> Integer.toString(number(entry.event().severity()));
            case TYPE -> text(entry.event().type());
            case ACTION -> text(entry.event().action());
            case USER -> text(entry.event().user());
            case MESSAGE -> entry.event().message();
            case METADATA -> metadata(whole(entry));
            case EVENT -> whole(entry);
            case LINE -> entry.text();
            case SEQUENCE -> entry.sequence() > 0 ? Long.toString(entry.sequence()) : null;
            case METADATA_VALUE -> member(Json.read(metadata(whole(entry))), field.name());
            case CONSTANT -> field.name();
        };
    }

    /** In UTC, to the microsecond as far as databases go, never later than it was. */
    private String time(Instant time) {
        var utc = time.atOffset(ZoneOffset.UTC);
        return switch (database) {
            case POSTGRESQL -> MICROS.format(utc) + "+00";
            case MARIADB -> MICROS.format(utc);
            case SQLITE -> NANOS.format(utc) + "+00:00";
        };
    }

    private static String epoch(Instant time) {
        long micros = Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000), time.getNano() / 1_000);
        return BigDecimal.valueOf(micros, 6).toPlainString();
    }

    private static int number(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 500;
            case HIGH -> 400;
            case MEDIUM -> 300;
            case LOW -> 250;
            case INFORMATIONAL -> 200;
        };
    }

    private static @Nullable String text(@Nullable Scalar scalar) {
        return scalar == null ? null : scalar.text();
    }

    private String whole(Entry entry) {
        var text = new StringBuilder();
        json.append(text, entry);
        return text.toString();
    }

    private static String metadata(String event) {
        int at = event.indexOf(METADATA);
        return at < 0 ? "{}" : event.substring(at + METADATA.length(), event.length() - 1);
    }

    /** The member of this name; where there is none, the one behind the first dot inside of that before it. */
    private static @Nullable String member(@Nullable Object value, String name) {
        Map<?, ?> object = Json.object(value);
        if (object.containsKey(name)) {
            return plain(object.get(name));
        }
        int dot = name.indexOf('.');
        return dot < 0 ? null : member(object.get(name.substring(0, dot)), name.substring(dot + 1));
    }

    private static @Nullable String plain(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        return value instanceof Collection || value instanceof Map ? Json.write(value) : scalar(value);
    }

    private static String scalar(Object value) {
        return value instanceof Boolean truth ? truth.toString() : Json.text(value);
    }

    private static String storable(String text) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0 && !Character.isSurrogate(c)) {
                continue;
            }
            if (c != 0 && JsonStrings.isPair(text, i)) {
                i++;
                continue;
            }
            changed = changed == null ? new StringBuilder(text) : changed;
            changed.setCharAt(i, c == 0 ? '\u2400' : '\ufffd');
        }
        return changed == null ? text : changed.toString();
    }
}
