/** The agent as a whole: the command line, and the parts put together in order. */
@NullMarked
package io.mirrorlog.agent;

import org.jspecify.annotations.NullMarked;
