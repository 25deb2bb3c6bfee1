/** Appends lines to a file, each exactly once whatever happens to the agent. */
@NullMarked
package io.mirrorlog.connector.file;

import org.jspecify.annotations.NullMarked;
