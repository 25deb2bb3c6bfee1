/** Sends events to an HTTP endpoint, in a form of its own or in that of a known service. */
@NullMarked
package io.mirrorlog.connector.webhook;

import org.jspecify.annotations.NullMarked;
