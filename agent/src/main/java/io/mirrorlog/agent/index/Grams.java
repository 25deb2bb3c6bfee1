package io.mirrorlog.agent.index;

import io.mirrorlog.connector.Event;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which four characters follow each other anywhere in the texts of a block's events, so that whoever looks for words needs not
 * look at most of them: a {@link GramFilter} for each {@value #GROUP} events. Those behind the last full group are not in it. One
 * thread at a time adds.
 */
final class Grams {

    /** The more events share a filter, the smaller it is for each, and the more are looked at in vain. */
    static final int GROUP = 64;

    private final GrowingBytes groups = new GrowingBytes();
    private final GramFilter open = new GramFilter();
    private int events;

    /** Where the words of a {@link FreeText} are looked up. */
    static final class Wanted {

        private final long[] hashes;

        /** Words that are shorter than four characters are not looked up. */
        Wanted(FreeText text) {
            hashes = text.words().stream()
                    .flatMapToLong(word -> Arrays.stream(GramFilter.hashes(word)))
                    .distinct()
                    .toArray();
        }

        boolean isEmpty() {
            return hashes.length == 0;
        }

        /** Whether each of so many events may have all words. */
        boolean[] mayBeIn(ByteBuffer groups, int size) {
            var found = new boolean[size];
            int row = 0;
            for (int at = 0; at < groups.limit(); at += GramFilter.size(groups, at)) {
                int end = Math.min(size, row + GROUP);
                Arrays.fill(found, row, end, GramFilter.hasAll(groups, at, hashes));
                row = end;
            }
            Arrays.fill(found, row, size, true);
            return found;
        }
    }

    /** Adds what {@link FreeText} looks at. */
    void add(Event event) {
        FreeText.eachText(event, open::add);
        if (++events == GROUP) {
            groups.add(open.close());
            events = 0;
        }
    }

    /** All full groups. */
    ByteBuffer seen() {
        return groups.seen();
    }
}
