package io.mirrorlog.agent.intake;

import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An event as its shape tells it, before the agent fills in what is absent.
 *
 * @param timestamp absent: the time of arrival
 * @param site absent: the token's, the request's, or the configured one
 * @param id absent: the agent gives one
 */
record Draft(
        @Nullable OffsetDateTime timestamp,
        @Nullable String site,
        Severity severity,
        String message,
        @Nullable Scalar id,
        @Nullable Scalar type,
        @Nullable Scalar action,
        @Nullable Scalar user,
        String metadata) {}
