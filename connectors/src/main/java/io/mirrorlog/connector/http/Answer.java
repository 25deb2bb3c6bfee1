package io.mirrorlog.connector.http;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a destination answered.
 *
 * @param host who answered
 * @param retryAfter how long it wishes to be left alone; null when it said nothing
 * @param redirect the host it points to, where it points to another place
 * @param body as far as it was read
 * @param whole false when the body broke off, or was longer than what is read
 * @param date what the destination's clock shows; null when it does not say so
 */
public record Answer(
        int status,
        String host,
        @Nullable Duration retryAfter,
        @Nullable String redirect,
        String body,
        boolean whole,
        @Nullable Instant date) {

    /** From a destination that does not say what its clock shows. */
    public Answer(
            int status,
            String host,
            @Nullable Duration retryAfter,
            @Nullable String redirect,
            String body,
            boolean whole) {
        this(status, host, retryAfter, redirect, body, whole, null);
    }

    /** True when the destination says that all went well. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
