/**
 * What every connector shares that speaks HTTP: one way to send, one table of what answers mean, one idea of what may be
 * shown of them. Nothing else knows the HTTP client or the JSON reader.
 */
@NullMarked
package io.mirrorlog.connector.http;

import org.jspecify.annotations.NullMarked;
