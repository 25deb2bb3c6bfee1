package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Endpoint;
import io.mirrorlog.agent.web.Request;

/** Takes events, and hears of requests in which others have looked for one in vain. Safe for many threads. */
interface EventsDoor extends Endpoint {

    /**
     * Answers such a request.
     *
     * @param received what was looked at, as it came
     */
    Answer refused(Request request, Refusal why, byte[] received);
}
