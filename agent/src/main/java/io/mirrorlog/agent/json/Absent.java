package io.mirrorlog.agent.json;

import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;

/**
 * Members that objects are to have where they have none of these names. A key that is there keeps its value, whatever that
 * is, null included; all bytes of the object stay as they are, and what is added stands at its end.
 *
 * <p>Made once, it serves many objects. One thread.
 */
public final class Absent {

    /** A member: its value as JSON, or the members of the object that it is. */
    private static final class Member {

        private final String name;
        private final Absent inner = new Absent();
        private String json = "";

        Member(String name) {
            this.name = name;
        }

        String value() {
            return json.isEmpty() ? inner.addedTo("{}") : json;
        }
    }

    private final List<Member> members = new ArrayList<>();
    private String[] names = {};

    /** @param json compact; in the place of what was put there before */
    public Absent put(String name, String json) {
        member(name).json = json;
        return this;
    }

    /** Members of an object within it. That object is added as well where it is absent and there is anything to add. */
    public Absent in(String name) {
        return member(name).inner;
    }

    private Member member(String name) {
        for (Member member : members) {
            if (member.name.equals(name)) {
                return member;
            }
        }
        var member = new Member(name);
        members.add(member);
        names = members.stream().map(one -> one.name).toArray(String[]::new);
        return member;
    }

    /**
     * The object with what it lacked.
     *
     * @param object compact
     */
    public String addedTo(String object) {
        var added = new StringBuilder(object.length() + 256);
        int copied = 0;
        boolean[] there = new boolean[members.size()];
        for (var walk = new Members(object); walk.next(); ) {
            int place = walk.isOneOf(names) ? List.of(names).indexOf(walk.name()) : -1;
            if (place < 0) {
                continue;
            }
            there[place] = true;
            Member member = members.get(place);
            if (member.json.isEmpty() && walk.kind() == '{') {
                added.append(object, copied, walk.valueFrom()).append(member.inner.addedTo(walk.value()));
                copied = walk.to();
            }
        }
        added.append(object, copied, object.length() - 1);
        for (int i = 0; i < there.length; i++) {
            String value = there[i] ? "{}" : members.get(i).value();
            if (!value.equals("{}")) {
                added.append(added.length() == 1 ? "" : ",");
                JsonStrings.appendQuoted(added, members.get(i).name);
                added.append(':').append(value);
            }
        }
        return added.append('}').toString();
    }
}
