/** The retained events found by what they tell, in the order of their own time. */
@NullMarked
package io.mirrorlog.agent.index;

import org.jspecify.annotations.NullMarked;
