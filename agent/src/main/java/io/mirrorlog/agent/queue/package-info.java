/** The durable queue as the rest of the agent sees it: what is appended, what waits for whom, what was settled. */
@NullMarked
package io.mirrorlog.agent.queue;

import org.jspecify.annotations.NullMarked;
