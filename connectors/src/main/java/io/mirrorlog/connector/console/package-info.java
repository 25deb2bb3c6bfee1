/** Shows lines to whoever watches the agent's own output. */
@NullMarked
package io.mirrorlog.connector.console;

import org.jspecify.annotations.NullMarked;
