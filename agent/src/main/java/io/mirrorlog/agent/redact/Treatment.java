package io.mirrorlog.agent.redact;

import org.jspecify.annotations.Nullable;

/** Hides a value. Pure; safe for many threads. */
@FunctionalInterface
interface Treatment {

    /** What stands for a value that is not shown. */
    String MASKED = "[masked]";

    /**
     * @param json the value, compact
     * @param hidden is told each text that is not shown any more
     * @return what is shown in its place; null when nothing is, and the key goes too
     */
    @Nullable
    String applied(String json, HiddenTexts hidden);
}
