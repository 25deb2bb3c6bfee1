/** Takes lines and forgets them. */
@NullMarked
package io.mirrorlog.connector.discard;

import org.jspecify.annotations.NullMarked;
