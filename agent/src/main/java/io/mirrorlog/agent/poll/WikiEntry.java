package io.mirrorlog.agent.poll;

import java.time.Instant;

/**
 * One entry of a wiki's log, as the wiki told it.
 *
 * @param logid its number there; grows, but need not grow with time
 * @param timestamp in whole seconds, by the wiki's clock; many entries may share one
 * @param json the whole item of {@code list=logevents}
 */
record WikiEntry(long logid, Instant timestamp, String json) {}
