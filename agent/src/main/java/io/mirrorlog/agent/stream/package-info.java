/** What the stream of a structured event says about it: how it is checked, which of it stay, how it becomes a line. Pure. */
@NullMarked
package io.mirrorlog.agent.stream;

import org.jspecify.annotations.NullMarked;
