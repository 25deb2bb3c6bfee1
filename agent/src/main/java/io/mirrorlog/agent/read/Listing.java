package io.mirrorlog.agent.read;

import io.mirrorlog.agent.web.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of items as an answer: one JSON object with the items and {@code next}, or, with {@code format=ndjson}, one item a
 * line, and {@code next} in the header {@value #NEXT}.
 */
public final class Listing {

    /** Where an NDJSON answer says how to read on; absent at the end. */
    public static final String NEXT = "Mirrorlog-Next";

    private static final Set<String> FORMS = Set.of("json", "ndjson");

    private final String member;
    private final boolean lines;

    private Listing(String member, boolean lines) {
        this.member = member;
        this.lines = lines;
    }

    /**
     * @param member what the items are called
     * @throws IllegalArgumentException when another format is asked for
     */
    static Listing asked(Map<String, String> query, String member) {
        String form = query.getOrDefault("format", "json");
        if (!FORMS.contains(form)) {
            throw new IllegalArgumentException("format: may be json or ndjson");
        }
        return new Listing(member, form.equals("ndjson"));
    }

    /** The same with another list in the JSON object: {@code ,"name":[…]}. An NDJSON answer has the items alone. */
    Answer of(List<String> items, long next, String name, List<String> others) {
        if (lines) {
            return of(items, next);
        }
        return json(items, next, ",\"" + name + "\":[" + String.join(",", others) + "]");
    }

    /**
     * @param items in JSON
     * @param next where to read on; 0 when everything was seen
     */
    Answer of(List<String> items, long next) {
        return lines ? lines(items, next == 0 ? null : Long.toString(next)) : json(items, next, "");
    }

    /**
     * @param items in JSON
     * @param next where to read on, letters and digits; absent when everything was seen
     */
    Answer of(List<String> items, @Nullable String next) {
        return lines ? lines(items, next) : json(items, next == null ? "null" : '"' + next + '"', "");
    }

    private static Answer lines(List<String> items, @Nullable String next) {
        var text = new StringBuilder();
        items.forEach(item -> text.append(item).append('\n'));
        return following(Answer.text(200, "application/x-ndjson", text.toString()), next);
    }

    /** An answer of lines that says where to read on. */
    static Answer following(Answer lines, @Nullable String next) {
        return next == null ? lines : lines.with(NEXT, next);
    }

    private Answer json(List<String> items, long next, String members) {
        return json(items, next == 0 ? "null" : Long.toString(next), members);
    }

    private Answer json(List<String> items, String shown, String members) {
        return Answer.json(
                200, "{\"" + member + "\":[" + String.join(",", items) + "]" + members + ",\"next\":" + shown + "}");
    }
}
