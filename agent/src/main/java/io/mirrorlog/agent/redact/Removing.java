package io.mirrorlog.agent.redact;

import org.jspecify.annotations.Nullable;

/** Leaves a value out. */
final class Removing implements Treatment {

    private static final String REMOVED = "[removed]";

    @Override
    public @Nullable String applied(String json, HiddenTexts hidden) {
        hidden.addAll(json, REMOVED);
        return null;
    }
}
