/** Wikis whose logs the agent reads by itself: when, how far each is, what became of the last try. */
@NullMarked
package io.mirrorlog.agent.poll;

import org.jspecify.annotations.NullMarked;
