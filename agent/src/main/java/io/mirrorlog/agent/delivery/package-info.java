/** Carries events from the queue to one connection: what happens in which order. No thread, no clock, no library. */
@NullMarked
package io.mirrorlog.agent.delivery;

import org.jspecify.annotations.NullMarked;
