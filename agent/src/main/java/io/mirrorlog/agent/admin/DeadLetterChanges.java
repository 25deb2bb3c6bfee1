package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvent.Kind;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/dead/retry} and {@code /v1/dead/drop}: dead letters are offered again, or deleted.
 *
 * <p>Both take {@code {"connection":NAME,"sequences":[…]}} and tell how many dead letters it was, and which of the
 * sequences are none.
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
            Set<Long> retried = queue.retryDead(asked.connection(), asked.sequences());
            wake.run();
            LOG.info("{}: {} dead letters are offered again, as an admin wishes", asked.connection(), retried.size());
            tell(request, Kind.DEAD_LETTERS_RETRIED, asked.connection(), retried, "are offered again");
            return asked.answer("retried", retried);
        });
    }

    public Function<Request, Answer> drop() {
        return Change.guarded(request -> {
            Asked asked = Asked.in(request);
            Set<Long> dropped = queue.dropDead(asked.connection(), asked.sequences());
            LOG.info("{}: {} dead letters were dropped, as an admin wishes", asked.connection(), dropped.size());
            tell(request, Kind.DEAD_LETTERS_DROPPED, asked.connection(), dropped, "were dropped");
            return asked.answer("dropped", dropped);
        });
    }

    private void tell(Request request, Kind kind, String connection, Set<Long> letters, String done) {
        if (!letters.isEmpty()) {
            String sentence = connection + ": " + letters.size() + " dead letters " + done + ", as an admin wishes";
            acts.tell(
                    request,
                    OwnEvent.of(kind, connection, sentence)
                            .with("events", letters.size())
                            .with("first_sequence", Collections.min(letters))
                            .with("last_sequence", Collections.max(letters)));
        }
    }

    private record Asked(String connection, Set<Long> sequences) {

        static Asked in(Request request) {
            ChangeBody body = ChangeBody.read(request.body(), "connection", "sequences");
            return new Asked(body.text("connection"), body.sequences("sequences"));
        }

        Answer answer(String done, Set<Long> found) {
            var unknown = new TreeSet<>(sequences);
            unknown.removeAll(found);
            var json = new JsonText()
                    .open()
                    .key(done)
                    .number(found.size())
                    .key("unknown")
                    .openList();
            unknown.forEach(sequence -> json.item().number(sequence));
            return Answer.json(200, json.closeList().close().toString());
        }
    }
}
