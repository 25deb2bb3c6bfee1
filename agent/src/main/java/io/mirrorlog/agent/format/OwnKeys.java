package io.mirrorlog.agent.format;

import io.mirrorlog.agent.json.Members;
import io.mirrorlog.connector.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets the producer's own keys and ours share one JSON object: own keys with our names move under {@code _own}, the
 * agent's marks stand under {@code mirrorlog} at the end.
 *
 * <p>{@code _own} stands where the first moved key stood. Moved keys that were not neighbours have their places noted
 * within the marks ({@code own_at}), so that {@link RestoredKeys} finds the order again.
 */
final class OwnKeys {

    /** For the metadata of the line, where the event's fields stand beside the own keys. */
    static final OwnKeys IN_LINE =
            new OwnKeys("id", "type", "action", "user", "site", "offset", OwnKeys.MARKS, OwnKeys.MOVED);

    /** For {@code metadata} in JSON, which the own keys have to themselves. */
    static final OwnKeys IN_JSON = new OwnKeys(OwnKeys.MARKS, OwnKeys.MOVED);

    static final String MARKS = "mirrorlog";
    static final String MOVED = "_own";
    static final String PLACES = "{\"own_at\":[";

    /** A search of the text for each name is cheaper than a walk over the keys while there are no more names. */
    private static final int FEW = 4;

    private final String[] reserved;

    /** The names as they stand in compact JSON, when nothing in them is escaped. */
    private final String[] asKeys;

    private OwnKeys(String... reserved) {
        this.reserved = reserved;
        this.asKeys = Arrays.stream(reserved).map(name -> "\"" + name + "\":").toArray(String[]::new);
    }

    /** Appends a comma unless the object has only just been opened. */
    static void appendComma(StringBuilder to) {
        if (to.charAt(to.length() - 1) != '{') {
            to.append(',');
        }
    }

    /** Appends the members of the metadata, then the marks, to an object whose closing brace is not yet there. */
    void append(StringBuilder to, String metadata, String marks) {
        if (isUsedIn(metadata)) {
            appendMoved(to, metadata, marks);
            return;
        }
        if (!metadata.equals(Event.NONE)) {
            appendMembers(to, metadata);
        }
        appendMarks(to, marks);
    }

    /** Copies the object as a block, which a part of a String is not, and then mends what stands at both ends. */
    private static void appendMembers(StringBuilder to, String object) {
        int brace = to.length();
        to.append(object);
        to.setLength(to.length() - 1);
        if (to.charAt(brace - 1) == '{') {
            to.deleteCharAt(brace);
        } else {
            to.setCharAt(brace, ',');
        }
    }

    /** True when the object has one of our names among its own keys. */
    boolean isUsedIn(String metadata) {
        return mayBeUsedIn(metadata) && new Members(metadata).find(reserved);
    }

    /** False only when no key is ours: a letter can be escaped in one way only, by its number. */
    private boolean mayBeUsedIn(String metadata) {
        if (reserved.length > FEW || metadata.contains("\\u")) {
            return true;
        }
        for (String key : asKeys) {
            if (metadata.contains(key)) {
                return true;
            }
        }
        return false;
    }

    private void appendMoved(StringBuilder to, String metadata, String marks) {
        var before = new ArrayList<String>();
        var moved = new ArrayList<String>();
        var after = new ArrayList<String>();
        var places = new ArrayList<Integer>();
        var members = new Members(metadata);
        for (int place = 0; members.next(); place++) {
            if (members.isOneOf(reserved)) {
                moved.add(members.text());
                places.add(place);
            } else {
                (moved.isEmpty() ? before : after).add(members.text());
            }
        }
        before.add("\"" + MOVED + "\":{" + String.join(",", moved) + "}");
        before.addAll(after);
        appendComma(to);
        to.append(String.join(",", before));
        appendMarks(to, withPlaces(marks, places));
    }

    private static void appendMarks(StringBuilder to, String marks) {
        if (!marks.equals(Event.NONE)) {
            appendComma(to);
            to.append('"').append(MARKS).append("\":").append(marks);
        }
    }

    /** Neighbours need no note, unless the marks begin with something that would be taken for one. */
    private static String withPlaces(String marks, List<Integer> places) {
        boolean neighbours = places.get(places.size() - 1) - places.get(0) == places.size() - 1;
        if (neighbours && !marks.startsWith(PLACES)) {
            return marks;
        }
        String noted = PLACES + places.toString().replace(" ", "").substring(1);
        return noted + (marks.equals(Event.NONE) ? "}" : "," + marks.substring(1));
    }
}
