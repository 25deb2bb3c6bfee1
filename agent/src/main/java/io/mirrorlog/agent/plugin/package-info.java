/** Connectors that come as jars of their own: found, looked at, and kept apart from the agent and from each other. */
@NullMarked
package io.mirrorlog.agent.plugin;

import org.jspecify.annotations.NullMarked;
