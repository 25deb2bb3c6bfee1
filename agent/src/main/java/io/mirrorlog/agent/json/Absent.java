package io.mirrorlog.agent.json;

import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Members that an object is to have where it has none of these names. A key that is there keeps its value, whatever that
 * is, null included; all bytes of the object stay as they are, and what is added stands at its end.
 *
 * <p>One thread.
 */
public final class Absent {

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Absent> objects = new LinkedHashMap<>();

    /** @param json compact */
    public Absent put(String name, String json) {
        values.put(name, json);
        return this;
    }

    /** Members of an object within it. That object is added as well where it is absent and there is anything to add. */
    public Absent in(String name) {
        return objects.computeIfAbsent(name, first -> new Absent());
    }

    private boolean isEmpty() {
        return values.isEmpty() && objects.values().stream().allMatch(Absent::isEmpty);
    }

    /**
     * The object with what it lacked; itself where it lacked nothing.
     *
     * @param object compact
     */
    public String addedTo(String object) {
        if (isEmpty()) {
            return object;
        }
        var added = new StringBuilder(object.length() + 256);
        int copied = 0;
        Map<String, String> lacking = new LinkedHashMap<>(values);
        objects.forEach((name, inner) -> lacking.put(name, inner.addedTo(Event.NONE)));
        String[] names = Set.copyOf(lacking.keySet()).toArray(String[]::new);
        for (var members = new Members(object); members.next(); ) {
            if (!members.isOneOf(names)) {
                continue;
            }
            String name = members.name();
            lacking.remove(name);
            Absent inner = objects.get(name);
            if (inner != null && members.kind() == '{') {
                added.append(object, copied, members.valueFrom()).append(inner.addedTo(members.value()));
                copied = members.to();
            }
        }
        added.append(object, copied, object.length() - 1);
        lacking.forEach((name, json) -> append(added, name, json));
        return added.append('}').toString();
    }

    private static void append(StringBuilder to, String name, String json) {
        if (!json.equals(Event.NONE)) {
            to.append(to.length() == 1 ? "" : ",");
            JsonStrings.appendQuoted(to, name);
            to.append(':').append(json);
        }
    }
}
