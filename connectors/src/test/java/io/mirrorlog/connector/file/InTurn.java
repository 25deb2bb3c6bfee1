package io.mirrorlog.connector.file;

/** Runs each job at once, within the delivery that starts it. */
final class InTurn implements Background {

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    public void start(Runnable job) {
        job.run();
    }

    @Override
    public void close() {}
}
