package io.mirrorlog.agent.config;

/** When an event counts as kept. */
public enum Durability {
    /** Once it is on the disk itself. */
    FULL,
    /** Once the system has it: a power cut may take the last moments. */
    NORMAL
}
