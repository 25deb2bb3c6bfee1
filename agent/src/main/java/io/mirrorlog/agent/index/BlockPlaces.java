package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;

/**
 * The places that the index knows: its blocks are looked through in the order of time, until the rest can have nothing that
 * comes before what was found. One thread, used for one question.
 */
final class BlockPlaces implements Places {

    private final IndexFile file;
    private final BlockQuery query;
    private final LogOrder order;
    private final Deadline deadline;
    private final Block open;
    private final List<Span> spans;

    /** @param view what is looked through */
    BlockPlaces(View view, LogQuery query, LogOrder order, Deadline deadline) {
        this.file = view.file();
        this.query = new BlockQuery(query, file.sites(), file.kinds());
        this.order = order;
        this.deadline = deadline;
        this.open = view.open();
        Comparator<Span> byBeginning = Comparator.comparingLong(span -> span.beginning(order));
        this.spans = view.filed().stream()
                .filter(this.query::mayBeIn)
                .sorted(order.isNewestFirst() ? byBeginning.reversed() : byBeginning)
                .toList();
    }

    @Override
    public List<LogKey> first(LogKey from, int atMost) {
        return file.read(reader -> {
            var best = new Best(order, atMost);
            if (query.mayBeIn(open.span())) {
                offer(open, from, best);
            }
            for (Span span : spans) {
                if (!best.mayWant(span.times())) {
                    break;
                }
                if (!order.areBefore(span.times(), from)) {
                    deadline.require();
                    offer(reader.block(span), from, best);
                }
            }
            return best.sorted();
        });
    }

    /** The newest are at the end of a block, most often: the sooner the best are found, the fewer others are looked at twice. */
    private void offer(Block block, LogKey from, Best best) {
        int[] rows = query.rows(block);
        if (rows.length == 0) {
            return;
        }
        Column tie = switch (order.by()) {
            case TIME -> Column.NANO;
            case LOG_ID -> Column.LOG_ID;
            case SEQUENCE -> Column.SEQUENCE;
        };
        ByteBuffer seconds = block.column(Column.SECOND);
        ByteBuffer ties = block.column(tie);
        ByteBuffer sequences = block.column(Column.SEQUENCE);
        for (int i = 0; i < rows.length; i++) {
            int row = rows[order.isNewestFirst() ? rows.length - 1 - i : i];
            long second = Column.SECOND.at(seconds, row);
            if (best.mayWant(second)) {
                best.offer(new LogKey(second, tie.at(ties, row), Column.SEQUENCE.at(sequences, row)), from);
            }
        }
    }
}
