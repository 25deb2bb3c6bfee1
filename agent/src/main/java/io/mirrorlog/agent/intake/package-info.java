/** The ways in: bytes become events, events become safe. */
@NullMarked
package io.mirrorlog.agent.intake;

import org.jspecify.annotations.NullMarked;
