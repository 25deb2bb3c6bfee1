package io.mirrorlog.agent.queue;

/**
 * Where the parts of the agent tell what an operator should find in the mirrors as well as in the log file.
 *
 * <p>Telling never waits, fails or throws, on whatever thread: what is told is stored behind, as soon as the queue takes it.
 */
@FunctionalInterface
public interface OwnEvents {

    /** Nobody listens. */
    OwnEvents NONE = event -> {};

    void tell(OwnEvent event);
}
