/** Events as text, with the way back: the mirrored line, JSON, Monolog's line, templates. Pure. */
@NullMarked
package io.mirrorlog.agent.format;

import org.jspecify.annotations.NullMarked;
