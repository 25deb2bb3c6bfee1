package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import io.mirrorlog.connector.Counted;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/dead/retry} and {@code /v1/dead/drop}: dead letters, and ranges that were given up, are offered again, or
 * deleted.
 *
 * <p>Both take {@code {"connection":NAME,"sequences":[…],"ranges":[…]}}, a range by its first sequence, and tell how many
 * of either it was, and which of the sequences are none.
 */
public final class DeadLetterChanges {

    private static final Logger LOG = LoggerFactory.getLogger("mirrorlog");

    private final EventQueue queue;
    private final Runnable wake;
    private final AdminActs acts;

    /**
     * @param wake tells the lanes that something is to be delivered
     * @param acts is told what was done
     */
    public DeadLetterChanges(EventQueue queue, Runnable wake, AdminActs acts) {
        this.queue = queue;
        this.wake = wake;
        this.acts = acts;
    }

    public Function<Request, Answer> retry() {
        return Change.guarded(request -> {
            Asked asked = Asked.in(request);
            Set<Long> retried = asked.letters(queue::retryDead);
            Set<Long> ranges = asked.released(queue::retryReleased);
            wake.run();
            if (!retried.isEmpty()) {
                LOG.info(
                        "{}: {} offered again, as an admin wishes",
                        asked.connection(),
                        Counted.of(retried.size(), "dead letter", "is", "are"));
            }
            if (!ranges.isEmpty()) {
                LOG.info(
                        "{}: {} offered again, as an admin wishes",
                        asked.connection(),
                        Counted.of(ranges.size(), "range", "that was given up is", "that were given up are"));
            }
            String letters = Counted.of(retried.size(), "dead letter", "is offered again", "are offered again");
            tell(request, Kind.DEAD_LETTERS_RETRIED, asked.connection(), retried, letters);
            tell(
                    request,
                    Kind.RELEASED_RETRIED,
                    asked.connection(),
                    ranges,
                    Counted.of(
                            ranges.size(),
                            "range",
                            "that was given up is offered again",
                            "that were given up are offered again"));
            return asked.answer("retried", retried, ranges);
        });
    }

    public Function<Request, Answer> drop() {
        return Change.guarded(request -> {
            Asked asked = Asked.in(request);
            Set<Long> dropped = asked.letters(queue::dropDead);
            Set<Long> ranges = asked.released(queue::dropReleased);
            if (!dropped.isEmpty()) {
                LOG.info(
                        "{}: {} dropped, as an admin wishes",
                        asked.connection(),
                        Counted.of(dropped.size(), "dead letter", "was", "were"));
            }
            if (!ranges.isEmpty()) {
                LOG.warn(
                        "{}: {} dropped, as an admin wishes: what begins with {}",
                        asked.connection(),
                        Counted.of(ranges.size(), "range", "that was given up was", "that were given up were"),
                        ranges);
            }
            String letters = Counted.of(dropped.size(), "dead letter", "was dropped", "were dropped");
            tell(request, Kind.DEAD_LETTERS_DROPPED, asked.connection(), dropped, letters);
            String given = Counted.of(
                    ranges.size(), "range", "that was given up was dropped", "that were given up were dropped");
            tell(request, Kind.RELEASED_DROPPED, asked.connection(), ranges, given);
            return asked.answer("dropped", dropped, ranges);
        });
    }

    private void tell(Request request, Kind kind, String connection, Set<Long> found, String done) {
        if (!found.isEmpty()) {
            String sentence = connection + ": " + done + ", as an admin wishes";
            boolean letters = kind == Kind.DEAD_LETTERS_RETRIED || kind == Kind.DEAD_LETTERS_DROPPED;
            acts.tell(
                    request,
                    OwnEvent.of(kind, connection, sentence)
                            .with(letters ? "events" : "ranges", found.size())
                            .with("first_sequence", Collections.min(found))
                            .with("last_sequence", Collections.max(found)));
        }
    }

    private record Asked(String connection, Set<Long> sequences, Set<Long> ranges) {

        static Asked in(Request request) {
            ChangeBody body = ChangeBody.read(request.body(), "connection", "sequences", "ranges");
            Set<Long> ranges = body.optionalSequences("ranges");
            return new Asked(
                    body.text("connection"),
                    ranges.isEmpty() ? body.sequences("sequences") : body.optionalSequences("sequences"),
                    ranges);
        }

        Set<Long> letters(BiFunction<String, Set<Long>, Set<Long>> change) {
            return sequences.isEmpty() ? Set.of() : change.apply(connection, sequences);
        }

        Set<Long> released(BiFunction<String, Set<Long>, Set<Long>> change) {
            return ranges.isEmpty() ? Set.of() : new TreeSet<>(change.apply(connection, ranges));
        }

        Answer answer(String done, Set<Long> foundLetters, Set<Long> foundRanges) {
            var json = new JsonText().open().key(done).number(foundLetters.size());
            unknown(json.key("unknown"), sequences, foundLetters);
            if (!ranges.isEmpty()) {
                json.key(done + "_ranges").number(foundRanges.size());
                unknown(json.key("unknown_ranges"), ranges, foundRanges);
            }
            return Answer.json(200, json.close().toString());
        }

        private static void unknown(JsonText json, Set<Long> asked, Set<Long> found) {
            var unknown = new TreeSet<>(asked);
            unknown.removeAll(found);
            json.openList();
            unknown.forEach(sequence -> json.item().number(sequence));
            json.closeList();
        }
    }
}
