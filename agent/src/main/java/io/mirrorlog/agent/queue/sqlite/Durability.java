package io.mirrorlog.agent.queue.sqlite;

/** What a commit survives. */
public enum Durability {
    /** A power cut: the disk has confirmed every commit before anybody is told of it. */
    FULL,
    /** The end of the process; a power cut may take the last moments, but never tears the file. */
    NORMAL
}
