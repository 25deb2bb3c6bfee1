package io.mirrorlog.agent.web;

import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is answered when an endpoint broke: the client learns that it was not its fault, the log learns the rest. */
final class ServerFault {

    private static final Logger LOG = LoggerFactory.getLogger(ServerFault.class);

    private ServerFault() {}

    static Answer answerTo(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.error("A request could not be answered", cause);
        return Answer.problem(
                500,
                "Internal Server Error",
                "the agent broke on this request; whether anything was stored is not certain: send it again with the same ids");
    }
}
