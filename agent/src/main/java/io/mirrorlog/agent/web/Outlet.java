package io.mirrorlog.agent.web;

/** Where a stream is written to, by any thread. What is written waits in memory until the client takes it. */
public interface Outlet {

    /** From so many waiting bytes on, nothing more should be written. */
    int FULL_BYTES = 256 << 10;

    /** Writes behind all that was written; what comes after the end is dropped. */
    void write(String text);

    /** Bytes that were written and that the client has not taken. */
    long waiting();

    /** True while so much waits that nothing more should be written. */
    default boolean isFull() {
        return waiting() >= FULL_BYTES;
    }

    /** True when nobody listens any more. */
    boolean isClosed();

    /** Calls back when it is not full any more, and when it is closed: return at once. */
    void onChange(Runnable listener);

    /** Ends the stream behind all that was written; a client that does not take it for some seconds is left alone. */
    void end();
}
