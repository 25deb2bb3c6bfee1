package io.mirrorlog.agent.config;

import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings into records and tells everything that stands against it.
 *
 * <p>What a record's own constructor refuses (an IllegalArgumentException, see {@link Complaint}) is told at its place. So
 * that one mistake does not hide another, the record is then built again with defaults in the place of what was wrong,
 * only to hear what else it says. Values of secrets, and whatever a variable put in, are never shown. For one thread.
 */
final class Binder {

    /** Stands for a value whose problem has been told. */
    private static final Object BROKEN = new Object();

    private static final int SHOWN_MAX = 60;

    private final Variables variables;
    private final Path folder;
    private final Problems problems;

    private final HiddenValues hidden = new HiddenValues();

    /** @param folder where relative paths begin */
    Binder(Variables variables, Path folder, Problems problems) {
        this.variables = variables;
        this.folder = folder;
        this.problems = problems;
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The record that a section describes, or null after a problem. Keys that are none of its own are left alone. */
    <R extends Record> @Nullable R record(Class<R> type, Setting.Section section, String path) {
        Object record = built(type, section, path);
        return record == BROKEN ? null : type.cast(record);
    }

    /** The setting as a section, or null after a problem; one without content is an empty one. */
    Setting.@Nullable Section section(Setting setting, Place place, String path) {
        if (setting instanceof Setting.Section section) {
            return section.at(place);
        }
        if (setting instanceof Setting.Text text && text.isNull()) {
            return Setting.Section.empty(place);
        }
        if (!(setting instanceof Setting.Broken)) {
            problems.add(setting.place(), path, "is " + kind(setting) + "; write a section: options with their values");
        }
        return null;
    }

    /** Tells of each key that none of the records knows. */
    void refuseUnknown(Setting.Section section, String path, List<Class<? extends Record>> types) {
        Set<String> known = new TreeSet<>();
        for (Class<? extends Record> type : types) {
            OptionSpec.of(type).forEach(spec -> known.add(spec.key()));
        }
        Set<String> later = new HashSet<>();
        types.forEach(type -> later.addAll(LaterOptions.of(type)));
        section.entries().forEach((key, entry) -> {
            if (known.contains(key)) {
                return;
            }
            String suggestion = Suggestion.among(known, key);
            String text = later.contains(key)
                    ? "no such option in this version"
                    : "no such option"
                            + (suggestion.isEmpty() ? "; known are " + String.join(", ", known) : suggestion);
            problems.add(entry.key(), join(path, key), text);
        });
    }

    /** Tells what a constructor threw, one line each, without any hidden value. */
    void complain(
            IllegalArgumentException refusal,
            List<Class<? extends Record>> types,
            Setting.Section section,
            String path) {
        List<OptionSpec> specs =
                types.stream().flatMap(type -> OptionSpec.of(type).stream()).toList();
        lines(refusal).forEach(line -> tell(Complaint.of(line, specs, section, path), 0));
    }

    /** Tells it without the values that were hidden since then. */
    private void tell(Complaint complaint, int hiddenBefore) {
        problems.add(complaint.place(), complaint.path(), hidden.takenOutOf(complaint.text(), hiddenBefore));
    }

    private Object built(Class<? extends Record> type, Setting.Section section, String path) {
        List<OptionSpec> specs = OptionSpec.of(type);
        int hiddenBefore = hidden.count();
        @Nullable Object[] values = new @Nullable Object[specs.size()];
        Set<String> wrong = new HashSet<>();
        for (int i = 0; i < values.length; i++) {
            values[i] = option(specs.get(i), section, path);
            if (values[i] == BROKEN) {
                wrong.add(specs.get(i).key());
            }
        }
        Set<String> replaced = new HashSet<>();
        while (replace(wrong, specs, values)) {
            replaced.addAll(wrong);
            try {
                Object record = made(type, values);
                return replaced.isEmpty() ? record : BROKEN;
            } catch (IllegalArgumentException refusal) {
                List<Complaint> complaints = lines(refusal).stream()
                        .map(line -> Complaint.of(line, specs, section, path))
                        .toList();
                Complaint.certain(complaints, replaced).forEach(complaint -> tell(complaint, hiddenBefore));
                wrong = Complaint.firstNamed(complaints, replaced);
                if (wrong.isEmpty()) {
                    return BROKEN;
                }
            }
        }
        return BROKEN;
    }

    /** Puts defaults where values are wrong; false when one has none. */
    private boolean replace(Set<String> wrong, List<OptionSpec> specs, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            OptionSpec spec = specs.get(i);
            if (!wrong.contains(spec.key())) {
                continue;
            }
            var scratch = new Binder(variables, folder, new Problems(""));
            values[i] = scratch.absent(spec, Setting.Section.empty(Place.START), "");
            if (values[i] == BROKEN) {
                return false;
            }
        }
        return true;
    }

    private static List<String> lines(IllegalArgumentException refusal) {
        String message = refusal.getMessage();
        return message == null || message.isBlank()
                ? List.of("is not allowed")
                : message.lines().toList();
    }

    private static Record made(Class<? extends Record> type, @Nullable Object[] values) {
        try {
            Class<?>[] types = Stream.of(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(type + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made: it and its constructor must be visible", e);
        }
    }

    private @Nullable Object option(OptionSpec spec, Setting.Section section, String path) {
        Setting.Entry entry = section.entries().get(spec.key());
        if (entry == null || (spec.isSection() && entry.value() instanceof Setting.Text text && text.isNull())) {
            return absent(spec, section, path);
        }
        Setting value = entry.value() instanceof Setting.Section inner ? inner.at(entry.key()) : entry.value();
        return value(spec.type(), value, join(path, spec.key()), false);
    }

    private @Nullable Object absent(OptionSpec spec, Setting.Section section, String path) {
        if (spec.orElse() != null) {
            return standardValue(spec, spec.orElse());
        }
        if (spec.nullable()) {
            return null;
        }
        if (spec.raw() == List.class) {
            return List.of();
        }
        if (spec.raw() == Map.class) {
            return Map.of();
        }
        String inner = join(path, spec.key());
        if (spec.isSection()) {
            return built(spec.raw().asSubclass(Record.class), Setting.Section.empty(section.place()), inner);
        }
        problems.add(section.place(), inner, "is missing; it is required: " + spec.description());
        return BROKEN;
    }

    /** A default is part of the program: one that cannot be read is a mistake there. */
    private Object standardValue(OptionSpec spec, String text) {
        var scratch = new Problems("");
        Object value = BROKEN;
        try {
            Setting setting =
                    spec.isSection() ? YamlReader.read(text, scratch) : new Setting.Text(Place.START, text, false);
            value = new Binder(variables, folder, scratch).value(spec.type(), setting, spec.key(), false);
        } catch (ConfigurationException e) {
            throw new IllegalStateException("the default of " + spec.key() + " is no YAML", e);
        }
        if (value == BROKEN) {
            throw new IllegalStateException("the default of an option is refused: " + scratch.asException());
        }
        return value;
    }

    private Object value(Type type, Setting setting, String path, boolean secret) {
        Class<?> raw = OptionSpec.raw(type);
        if (setting instanceof Setting.Broken) {
            return BROKEN;
        }
        if (raw == Secret.class) {
            Object value = value(OptionSpec.held(type), setting, path, true);
            return value == BROKEN ? BROKEN : Secret.of(value);
        }
        if (raw == List.class) {
            return list(OptionSpec.held(type), setting, path, secret);
        }
        if (raw == Map.class) {
            return map(OptionSpec.held(type), setting, path, secret);
        }
        if (ValueType.isOne(raw)) {
            return single(ValueType.of(raw, folder), setting, path, secret);
        }
        if (raw.isSealed() && setting instanceof Setting.Items) {
            problems.add(setting.place(), path, "is a list; write one value or a section");
            return BROKEN;
        }
        if (raw.isSealed()) {
            return value(form(raw, setting), setting, path, secret);
        }
        return nested(raw.asSubclass(Record.class), setting, path);
    }

    /** A sealed type that has two forms: one written as a single value, the other as a section. */
    private static Class<?> form(Class<?> sealed, Setting setting) {
        boolean one = setting instanceof Setting.Text;
        return Stream.of(sealed.getPermittedSubclasses())
                .filter(form -> ValueType.isOne(form) == one)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(sealed + " has not two forms"));
    }

    private Object nested(Class<? extends Record> type, Setting setting, String path) {
        Setting.Section section = section(setting, setting.place(), path);
        if (section == null) {
            return BROKEN;
        }
        refuseUnknown(section, path, List.of(type));
        return built(type, section, path);
    }

    private Object list(Type type, Setting setting, String path, boolean secret) {
        if (!(setting instanceof Setting.Items items)) {
            problems.add(setting.place(), path, "is " + kind(setting) + "; write a list: [one, two]");
            return BROKEN;
        }
        List<Object> values = new ArrayList<>();
        for (Setting item : items.items()) {
            values.add(value(type, item, path + "[" + values.size() + "]", secret));
        }
        return values.contains(BROKEN) ? BROKEN : List.copyOf(values);
    }

    private Object map(Type type, Setting setting, String path, boolean secret) {
        Setting.Section section = section(setting, setting.place(), path);
        if (section == null) {
            return BROKEN;
        }
        Map<String, Object> values = new LinkedHashMap<>();
        section.entries().forEach((key, entry) -> values.put(key, value(type, entry.value(), join(path, key), secret)));
        return values.containsValue(BROKEN) ? BROKEN : values;
    }

    private Object single(ValueType type, Setting setting, String path, boolean secret) {
        if (!(setting instanceof Setting.Text text)) {
            problems.add(setting.place(), path, "is " + kind(setting) + "; write one value");
            return BROKEN;
        }
        if (text.isMissing()) {
            problems.add(text.place(), path, "has no value; write one, or leave the option out");
            return BROKEN;
        }
        Variables.Value value = variables.replace(text.text(), problem -> problems.add(text.place(), path, problem));
        if (value == null) {
            return BROKEN;
        }
        boolean unseen = secret || value.hidden();
        if (unseen) {
            hidden.add(value.text());
        }
        try {
            return type.reading().apply(value.text());
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.add(text.place(), path, refused(type, value.text(), unseen, e));
            return BROKEN;
        }
    }

    private static String refused(ValueType type, String value, boolean unseen, RuntimeException refusal) {
        if (unseen) {
            String fault = type.fault();
            return "the value " + (fault == null ? "is not allowed" : fault);
        }
        String fault = type.fault() == null ? refusal.getMessage() : shown(value) + " " + type.fault();
        return fault + Suggestion.among(type.known().get(), value);
    }

    private static String shown(String value) {
        return JsonStrings.quote(value.length() <= SHOWN_MAX ? value : value.substring(0, SHOWN_MAX) + "…");
    }

    private static String kind(Setting setting) {
        if (setting instanceof Setting.Text text) {
            return text.isNull() ? "empty" : "one value";
        }
        return setting instanceof Setting.Items ? "a list" : "a section";
    }
}
