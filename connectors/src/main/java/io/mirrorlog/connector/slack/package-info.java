/** Posts events to a channel of Slack. */
@NullMarked
package io.mirrorlog.connector.slack;

import org.jspecify.annotations.NullMarked;
