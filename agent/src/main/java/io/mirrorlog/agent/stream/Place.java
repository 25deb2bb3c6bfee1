package io.mirrorlog.agent.stream;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What an intake fills in where an event lacks it. */
public enum Place {
    /** {@code dt}, where the client told only its own clock ({@code client_dt}). */
    DT,
    /** {@code meta.dt}. */
    META_DT,
    /** {@code meta.id}. */
    META_ID,
    /** {@code meta.request_id}. */
    META_REQUEST_ID,
    /** {@code http.client_ip}. */
    CLIENT_IP,
    /** {@code http.request_headers.user-agent}. */
    USER_AGENT;

    public static final Set<Place> ALL = Collections.unmodifiableSet(EnumSet.allOf(Place.class));
}
