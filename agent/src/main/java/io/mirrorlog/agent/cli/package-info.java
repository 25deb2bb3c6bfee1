/** The commands. */
@NullMarked
package io.mirrorlog.agent.cli;

import org.jspecify.annotations.NullMarked;
