package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what {@link OwnKeys} wrote, member by member, and puts each own key back in its place; one object, one
 * thread.
 */
final class RestoredKeys {

    private final List<String> kept = new ArrayList<>();
    private @Nullable List<String> moved;
    private int movedAt;
    private @Nullable String marks;

    /** Takes the member if it is {@code _own} or the marks; false when it is neither, or the second of its kind. */
    boolean takes(Members member) {
        if (member.kind() != '{') {
            return false;
        }
        if (marks == null && member.isOneOf(OwnKeys.MARKS)) {
            marks = member.value();
            return true;
        }
        if (moved == null && member.isOneOf(OwnKeys.MOVED)) {
            moved = textsOf(member.value());
            movedAt = kept.size();
            return true;
        }
        return false;
    }

    /** Takes a member, key and value, as it stands. */
    void keep(String member) {
        kept.add(member);
    }

    /** The agent's marks, without the places noted for the own keys. */
    String marks() {
        if (marks == null || notedPlaces() == null) {
            return marks == null ? Event.NONE : marks;
        }
        int end = marks.indexOf(']') + 1;
        return marks.charAt(end) == ',' ? "{" + marks.substring(end + 1) : Event.NONE;
    }

    /** The own metadata, in the order in which it once was received. */
    String metadata() {
        if (moved == null) {
            return "{" + String.join(",", kept) + "}";
        }
        int[] places = notedPlaces();
        var all = new ArrayList<String>(kept.size() + moved.size());
        int next = 0;
        for (String member : kept) {
            while (next < moved.size() && all.size() == (places == null ? movedAt + next : places[next])) {
                all.add(moved.get(next++));
            }
            all.add(member);
        }
        all.addAll(moved.subList(next, moved.size()));
        return "{" + String.join(",", all) + "}";
    }

    private static List<String> textsOf(String object) {
        var texts = new ArrayList<String>();
        for (var members = new Members(object); members.next(); ) {
            texts.add(members.text());
        }
        return texts;
    }

    /** The places noted in the marks; null where there are none, or none that fit. */
    private int @Nullable [] notedPlaces() {
        if (moved == null || marks == null || !marks.startsWith(OwnKeys.PLACES)) {
            return null;
        }
        String[] noted =
                marks.substring(OwnKeys.PLACES.length(), marks.indexOf(']')).split(",", -1);
        if (noted.length != moved.size()) {
            return null;
        }
        int[] places = new int[noted.length];
        for (int i = 0; i < noted.length; i++) {
            places[i] = place(noted[i]);
            if (places[i] > kept.size() + i || places[i] <= (i == 0 ? -1 : places[i - 1])) {
                return null;
            }
        }
        return places;
    }

    private static int place(String noted) {
        boolean isNumber =
                !noted.isEmpty() && noted.length() < 10 && noted.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Integer.parseInt(noted) : -1;
    }
}
