/** JSON to the byte: where each value stands in a text, what of it is kept and how. Pure, and the only hot loops. */
@NullMarked
package io.mirrorlog.agent.json;

import org.jspecify.annotations.NullMarked;
