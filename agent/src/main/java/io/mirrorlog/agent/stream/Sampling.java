package io.mirrorlog.agent.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.connector.Scalar;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;

/**
 * Says whether an event is kept, by an id alone: the same for all events with that id, today and tomorrow, here and in the
 * browser, where EventLogging decides in the same way. Safe for many threads.
 */
final class Sampling {

    /** What an id's first eight hexadecimal digits can be at most. */
    private static final double ID_MAX = 0xffff_ffffL;

    private static final int DIGITS = 8;

    private static final List<FieldPath> PAGEVIEWS =
            List.of(FieldPath.parse("performer.pageview_id"), FieldPath.parse("pageview_id"));
    private static final List<FieldPath> SESSIONS =
            List.of(FieldPath.parse("performer.session_id"), FieldPath.parse("session_id"));

    private final SampleOptions options;
    private final List<FieldPath> places;
    private final LongAdder out = new LongAdder();
    private final LongAdder undecided = new LongAdder();

    Sampling(SampleOptions options) {
        this.options = options;
        FieldPath by = options.by();
        if (by != null) {
            this.places = List.of(by);
        } else {
            this.places = switch (options.unit()) {
                case EVENT -> List.of();
                case PAGEVIEW -> PAGEVIEWS;
                case SESSION -> SESSIONS;
            };
        }
    }

    /**
     * Without an id nobody can decide, and then the event is kept.
     *
     * @param event one compact JSON object
     * @param id its own
     * @param drawn is told when it is not in the sample, and when nobody can say
     */
    boolean keeps(String event, Scalar id, Drawn drawn) {
        Scalar deciding = places.isEmpty() ? id : null;
        for (int i = 0; deciding == null && i < places.size(); i++) {
            deciding = places.get(i).in(event);
        }
        if (deciding == null) {
            drawn.undecided(this);
            return true;
        }
        boolean keeps = isIn(deciding.text());
        if (!keeps) {
            drawn.out(this);
        }
        return keeps;
    }

    void count(Sampled more) {
        out.add(more.out());
        undecided.add(more.undecided());
    }

    /** What it has counted so far. */
    Sampled counts() {
        return new Sampled(out.sum(), undecided.sum());
    }

    private boolean isIn(String id) {
        double rate = options.rate().share();
        // An event's id may begin with the time, which is anything but random.
        long number = options.unit() == SampleOptions.Unit.EVENT || !beginsWithDigits(id)
                ? hash(id)
                : Long.parseLong(id, 0, DIGITS, 16);
        return rate >= 1 || number / ID_MAX < rate;
    }

    private static boolean beginsWithDigits(String id) {
        for (int i = 0; i < DIGITS; i++) {
            if (i >= id.length() || id.charAt(i) > 'f' || Character.digit(id.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static long hash(String id) {
        var crc = new CRC32();
        crc.update(id.getBytes(UTF_8));
        return crc.getValue();
    }
}
