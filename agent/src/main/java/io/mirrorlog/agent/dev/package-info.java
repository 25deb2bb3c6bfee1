/** The toy server for those who write what sends events: shows each event and what is wrong with it, keeps nothing. */
@NullMarked
package io.mirrorlog.agent.dev;

import org.jspecify.annotations.NullMarked;
