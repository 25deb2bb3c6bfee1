package io.mirrorlog.agent.config;

/** When a connection is written to. */
enum Delivery {
    /** From the queue, after the producer has its answer. */
    QUEUED,
    /** Before the producer has its answer; the queue takes what does not get there in time. */
    DIRECT
}
