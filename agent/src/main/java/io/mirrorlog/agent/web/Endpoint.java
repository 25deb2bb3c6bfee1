package io.mirrorlog.agent.web;

import java.util.concurrent.CompletableFuture;

/** Answers the requests for one path. Called from several threads; must not block. */
@FunctionalInterface
public interface Endpoint {

    /** @return may complete later, from any thread; a failure is answered as 500 */
    CompletableFuture<Answer> answer(Request request);
}
