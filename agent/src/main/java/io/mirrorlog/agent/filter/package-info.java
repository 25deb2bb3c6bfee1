/** Which events a connection wants, and which a reader wants to see. Pure. */
@NullMarked
package io.mirrorlog.agent.filter;

import org.jspecify.annotations.NullMarked;
