package io.mirrorlog.connector.file;

/** Runs a job beside the deliveries, one at a time. */
interface Background extends AutoCloseable {

    /** True when none runs, and one may be started. */
    boolean isIdle();

    /** Starts the job, when {@link #isIdle}. */
    void start(Runnable job);

    /** Interrupts the job that runs, and waits for its end; none is started from then on. */
    @Override
    void close();
}
