package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.queue.ConnectionConflictException;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one changing endpoint does, told in JSON.
 *
 * <p>It asks for {@code Content-Type: application/json}: a browser sends that to another origin only after asking, and is
 * refused then.
 */
@FunctionalInterface
interface Change {

    /** @throws IllegalArgumentException when what is asked for makes no sense */
    Answer apply(Request request);

    /** With the refusals that all changes share. */
    static Function<Request, Answer> guarded(Change change) {
        return request -> {
            if (!isJson(request.header("content-type"))) {
                return Answer.problem(
                        415, "Unsupported Media Type", "a change is asked for with Content-Type: application/json");
            }
            try {
                return change.apply(request);
            } catch (UnknownConnectionException e) {
                return Answer.problem(404, "Not Found", String.valueOf(e.getMessage()));
            } catch (ConnectionConflictException e) {
                return Answer.problem(409, "Conflict", String.valueOf(e.getMessage()));
            } catch (IllegalArgumentException e) {
                return Answer.problem(400, "Bad Request", String.valueOf(e.getMessage()));
            }
        };
    }

    /** The same for a change whose answer comes later. */
    static Function<Request, CompletableFuture<Answer>> guardedLater(
            Function<Request, CompletableFuture<Answer>> change) {
        return request -> {
            List<CompletableFuture<Answer>> begun = new ArrayList<>();
            Answer refusal = guarded(asked -> {
                        begun.add(change.apply(asked));
                        return Answer.empty(202);
                    })
                    .apply(request);
            return begun.isEmpty() ? CompletableFuture.completedFuture(refusal) : begun.get(0);
        };
    }

    private static boolean isJson(@Nullable String type) {
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
