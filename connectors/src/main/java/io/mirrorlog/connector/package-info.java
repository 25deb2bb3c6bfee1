/**
 * The contract between the agent and every connector: what an event is, what is handed to a connector, and what it may
 * answer. Knows nothing but the JDK, so that a connector written by somebody else needs nothing else.
 */
@NullMarked
package io.mirrorlog.connector;

import org.jspecify.annotations.NullMarked;
