package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query in the numbers of the index: picks the events of a block that may be looked for, and perhaps more, so that each is
 * asked itself in the end. Pure.
 */
final class BlockQuery {

    private record Criterion(Column column, LongPredicate test) {}

    private final LogQuery query;
    private final List<Criterion> criteria = new ArrayList<>();
    private final byte @Nullable [] head;
    private final Grams.@Nullable Wanted grams;

    /** @param sites their numbers, and {@code kinds} those of types and actions, at least as new as the blocks */
    BlockQuery(LogQuery query, Words sites, Words kinds) {
        this.query = query;
        this.head = query.titlePrefix() == null ? null : Heads.bytesOf(query.titlePrefix());
        this.grams = query.text() == null ? null : new Grams.Wanted(query.text());
        if (!query.sequences().isEmpty()) {
            Set<Long> wanted = query.sequences();
            criteria.add(new Criterion(Column.SEQUENCE, wanted::contains));
        }
        if (!query.logIds().isEmpty()) {
            Set<Long> wanted = query.logIds();
            criteria.add(new Criterion(Column.LOG_ID, wanted::contains));
        }
        if (query.title() != null) {
            hashed(Column.TITLE, Hashes.of(query.title()));
        }
        if (!query.ids().isEmpty()) {
            Set<Integer> wanted = query.ids().stream().map(Hashes::of).collect(Collectors.toSet());
            criteria.add(new Criterion(Column.ID, number -> wanted.contains((int) number)));
        }
        if (query.user() != null) {
            hashed(Column.USER, Hashes.of(query.user()));
        }
        if (query.userId() != null) {
            hashed(Column.USER_ID, Hashes.of(query.userId()));
        }
        if (query.type() != null || query.action() != null || query.pattern() != null) {
            named(Column.KIND, kinds, kind -> query.fitsKind(Kind.example(kind)));
        }
        if (!query.sites().isEmpty()) {
            named(Column.SITE, sites, query.sites()::contains);
        }
        severity();
        if (query.namespace() != null) {
            hashed(Column.NAMESPACE, Hashes.of(query.namespace()));
        }
    }

    private void hashed(Column column, int hash) {
        criteria.add(new Criterion(column, number -> number == hash));
    }

    private void named(Column column, Words words, Predicate<String> test) {
        var wanted = new BitSet();
        wanted.set(Words.OTHERS);
        words.all().forEach((word, number) -> {
            if (test.test(word)) {
                wanted.set(number);
            }
        });
        criteria.add(new Criterion(column, number -> wanted.get((int) number)));
    }

    private void severity() {
        if (query.severity() != null) {
            int grade = Hashes.grade(query.severity().severity());
            boolean orGraver = query.severity().orGraver();
            criteria.add(new Criterion(Column.SEVERITY, number -> orGraver ? number <= grade : number == grade));
        }
    }

    /** False where no event of the block can be looked for. */
    boolean mayBeIn(Span span) {
        return span.times().meets(query.since(), query.until())
                && (query.sequences().isEmpty() || query.sequences().stream().anyMatch(span::mayHave));
    }

    /** The events of the block that may be looked for, by their places in it, in the block's order. */
    int[] rows(Block block) {
        int size = block.span().size();
        var rows = new int[size];
        for (int row = 0; row < size; row++) {
            rows[row] = row;
        }
        int left = size;
        for (Criterion criterion : criteria) {
            left = left == 0 ? 0 : kept(rows, left, block.column(criterion.column()), criterion);
        }
        if (head != null && left > 0) {
            boolean[] found = Heads.beginningWith(head, block.column(Column.HEADS), size);
            left = kept(rows, left, found);
        }
        if (grams != null && !grams.isEmpty() && left > 0) {
            left = kept(rows, left, grams.mayBeIn(block.column(Column.GRAMS), size));
        }
        return Arrays.copyOf(rows, left);
    }

    private static int kept(int[] rows, int size, ByteBuffer bytes, Criterion criterion) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (criterion.test().test(criterion.column().at(bytes, rows[i]))) {
                rows[kept++] = rows[i];
            }
        }
        return kept;
    }

    private static int kept(int[] rows, int size, boolean[] found) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (found[rows[i]]) {
                rows[kept++] = rows[i];
            }
        }
        return kept;
    }

    /** Whether an event that is found must be looked at for more than the index knows. */
    static boolean leavesMuch(LogQuery query) {
        return query.text() != null || query.tag() != null;
    }
}
