package io.mirrorlog.agent.index;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places that the index knows, by the quickest way. One thread, used for one question. */
final class Indexed implements Places {

    /** Fewer entries than this are sorted quicker than the log is walked until enough of them have come by. */
    private static final int FEW = 3_000;

    private final IndexFile file;
    private final IndexQuery query;
    private final LogOrder order;
    private final long through;
    private final Deadline deadline;
    private final @Nullable String index;

    /** @param through the largest sequence that is looked at */
    Indexed(IndexFile file, LogQuery query, LogOrder order, long through, Deadline deadline) {
        this.file = file;
        this.query = new IndexQuery(query, file.sites(), file.kinds());
        this.order = order;
        this.through = through;
        this.deadline = deadline;
        this.index = quickest();
    }

    /** The index that leads to few entries; null where the log is to be walked in its order. */
    private @Nullable String quickest() {
        String quickest = null;
        int fewest = FEW;
        for (String each : query.indexes()) {
            int most = fewest;
            int count = (int) (long) file.read(reader -> reader.number(query.count(each, most), deadline));
            if (count < fewest) {
                fewest = count;
                quickest = each;
            }
        }
        return quickest;
    }

    @Override
    public List<LogKey> first(LogKey from, int atMost) {
        return file.read(reader -> reader.keys(query.keys(index, order, from, through, atMost), deadline));
    }
}
