/** Sends events to Loggly. */
@NullMarked
package io.mirrorlog.connector.loggly;

import org.jspecify.annotations.NullMarked;
