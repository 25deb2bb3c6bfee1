package io.mirrorlog.agent.index;

import io.mirrorlog.agent.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page put together of what the index leads to and of what is not in it yet. One thread, used once.
 *
 * <p>Each event is asked itself before it stands on the page: the index only says where to look.
 */
final class Finding {

    /** Fewer entries than this are sorted quicker than the log is walked until enough of them have come by. */
    private static final int FEW = 3_000;

    private static final int AT_ONCE = 32;
    private static final int CHUNK = 512;

    private final Retained retained;
    private final IndexFile file;
    private final LogQuery query;
    private final LogOrder order;
    private final int limit;
    private final Deadline deadline;
    private final List<QueuedEvent> page = new ArrayList<>();
    private final Map<Long, QueuedEvent> read = new HashMap<>();
    private long bytes;
    private List<LogKey> young = List.of();
    private int nextYoung;

    Finding(Retained retained, IndexFile file, LogQuery query, LogOrder order, int limit, Deadline deadline) {
        this.retained = retained;
        this.file = file;
        this.query = query;
        this.order = order;
        this.limit = limit;
        this.deadline = deadline;
    }

    LogIndex.Found from(LogKey from) {
        // In this order: what is indexed meanwhile is then seen twice rather than never, and left out by its sequence.
        long through = file.position();
        young = new ScannedLog(retained).first(query, order, from, limit + 1, through, deadline);
        var indexed = new IndexQuery(query, file.sites(), file.kinds());
        String index = quickest(indexed);
        int chunk = IndexQuery.leavesMuch(query) ? CHUNK : Math.min(CHUNK, limit + 1);
        LogKey at = from;
        boolean begun = false;
        while (true) {
            LogKey place = at;
            List<LogKey> keys =
                    file.read(reader -> reader.keys(indexed.keys(index, order, place, through, chunk), deadline));
            for (int i = 0; i < keys.size(); i += AT_ONCE) {
                if (begun && deadline.isPast()) {
                    return new LogIndex.Found(page, keys.get(i));
                }
                begun = true;
                LogKey next = add(keys.subList(i, Math.min(keys.size(), i + AT_ONCE)));
                if (next != null) {
                    return new LogIndex.Found(page, next);
                }
            }
            if (keys.size() < chunk) {
                return new LogIndex.Found(page, addYoung(null));
            }
            at = order.behind(keys.get(keys.size() - 1));
        }
    }

    /** The index that leads to few entries; null where the log is to be walked in its order. */
    private @Nullable String quickest(IndexQuery indexed) {
        String quickest = null;
        long fewest = FEW;
        for (String index : indexed.indexes()) {
            long most = fewest;
            long count = file.read(reader -> reader.number(indexed.count(index, (int) most), deadline));
            if (count < fewest) {
                fewest = count;
                quickest = index;
            }
        }
        return quickest;
    }

    /** Returns the place of the first event that has no room. */
    private @Nullable LogKey add(List<LogKey> keys) {
        Map<Long, QueuedEvent> events = read(keys);
        for (LogKey key : keys) {
            LogKey before = addYoung(key);
            if (before != null) {
                return before;
            }
            QueuedEvent queued = events.get(key.sequence());
            if (queued == null) {
                continue; // deleted, and its entry will be
            }
            if (!order.keyOf(queued).equals(key)) {
                throw new IndexException("it knows the event " + key.sequence() + " as another one");
            }
            if (query.test(queued) && !put(queued)) {
                return key;
            }
        }
        return null;
    }

    private Map<Long, QueuedEvent> read(Collection<LogKey> keys) {
        return retained.withSequences(keys.stream().map(LogKey::sequence).toList());
    }

    /** Adds what is not indexed and stands before that place, or all; returns the place of the first without room. */
    private @Nullable LogKey addYoung(@Nullable LogKey before) {
        while (nextYoung < young.size()) {
            LogKey key = young.get(nextYoung);
            if (before != null && order.compare(key, before) > 0) {
                return null;
            }
            QueuedEvent queued = young(key);
            if (queued != null && !put(queued)) {
                return key;
            }
            nextYoung++;
        }
        return null;
    }

    private @Nullable QueuedEvent young(LogKey key) {
        if (!read.containsKey(key.sequence())) {
            read.clear();
            read.putAll(read(young.subList(nextYoung, Math.min(young.size(), nextYoung + AT_ONCE))));
        }
        return read.get(key.sequence());
    }

    private boolean put(QueuedEvent queued) {
        if (page.size() == limit || bytes >= Page.BYTES) {
            return false;
        }
        page.add(queued);
        bytes += queued.bytes();
        return true;
    }
}
