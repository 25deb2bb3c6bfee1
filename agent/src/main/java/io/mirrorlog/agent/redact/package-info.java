/** What of an event a destination must not see. Pure. */
@NullMarked
package io.mirrorlog.agent.redact;

import org.jspecify.annotations.NullMarked;
