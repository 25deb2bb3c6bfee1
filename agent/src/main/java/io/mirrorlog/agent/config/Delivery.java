package io.mirrorlog.agent.config;

/** When a connection is written to. */
enum Delivery {
    /** From the queue, after the producer has its answer. */
    QUEUED;

    /** @throws IllegalArgumentException when it is not {@code queued} */
    public static Delivery parse(String text) {
        if (text.equals("queued")) {
            return QUEUED;
        }
        throw new IllegalArgumentException(
                text.equals("direct")
                        ? "direct comes in a later version; write queued"
                        : "is not allowed; write queued");
    }
}
