package io.mirrorlog.agent.json;

/**
 * Walks over the items of one JSON array without building anything.
 *
 * <p>The text is valid and compact ({@link CompactJson}); one walk, one thread.
 */
public final class Items {

    private final String json;
    private int start;
    private int end;

    /** @param json the array, with its brackets */
    public Items(String json) {
        this.json = json;
    }

    /** Steps to the next item; false behind the last. */
    public boolean next() {
        start = end + 1;
        if (start >= json.length() - 1) {
            return false;
        }
        end = Members.pastValue(json, start);
        return true;
    }

    /** The item as it stands. */
    public String value() {
        return json.substring(start, end);
    }
}
