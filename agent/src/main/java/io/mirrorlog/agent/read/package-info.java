/** What people and programs look at: the retained events, the state of every connection. */
@NullMarked
package io.mirrorlog.agent.read;

import org.jspecify.annotations.NullMarked;
