/** The list of the connectors that come with the agent. */
@NullMarked
package io.mirrorlog.connector.builtin;

import org.jspecify.annotations.NullMarked;
