/** Measures the agent from outside: as a process of its own, over HTTP. */
@NullMarked
package io.mirrorlog.bench;

import org.jspecify.annotations.NullMarked;
