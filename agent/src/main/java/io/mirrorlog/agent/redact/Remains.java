package io.mirrorlog.agent.redact;

import io.mirrorlog.agent.json.Items;
import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where an event shows what was hidden at another place of it: by a path that nobody has named. For one thread. */
final class Remains {

    private final WholeWords hidden;
    private final Set<String> places = new LinkedHashSet<>();

    private Remains(WholeWords hidden) {
        this.hidden = hidden;
    }

    /** The paths of such places, in the order of the event. */
    static List<String> in(Event redacted, WholeWords hidden) {
        var remains = new Remains(hidden);
        remains.look("site", redacted.site());
        remains.look("id", redacted.id());
        remains.look("type", redacted.type());
        remains.look("action", redacted.action());
        remains.look("user", redacted.user());
        remains.lookInto("", redacted.metadata());
        return List.copyOf(remains.places);
    }

    private void look(String place, @Nullable Scalar value) {
        if (value != null) {
            look(place, value.text());
        }
    }

    private void look(String place, String text) {
        if (hidden.areIn(text)) {
            places.add(place);
        }
    }

    /** @param json compact */
    private void lookInto(String place, String json) {
        switch (json.charAt(0)) {
            case '{' -> {
                for (var members = new Members(json); members.next(); ) {
                    lookInto(place.isEmpty() ? members.name() : place + "." + members.name(), members.value());
                }
            }
            case '[' -> {
                for (var items = new Items(json); items.next(); ) {
                    lookInto(place, items.value());
                }
            }
            case '"' -> look(place, JsonStrings.unquote(json));
            default -> look(place, json);
        }
    }
}
