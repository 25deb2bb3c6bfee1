/** Schemas of structured events: found in repositories, compiled once, asked of each event; the only place that knows the validator. */
@NullMarked
package io.mirrorlog.agent.schema;

import org.jspecify.annotations.NullMarked;
