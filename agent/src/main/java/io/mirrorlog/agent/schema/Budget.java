package io.mirrorlog.agent.schema;

/** How many characters the patterns of a schema may still look at for one event. One for each thread. */
final class Budget {

    /** Some milliseconds. A pattern without repetitions within repetitions looks at each character a few times. */
    static final int CHARACTERS = 1_000_000;

    private static final ThreadLocal<Budget> OF_THREAD = ThreadLocal.withInitial(Budget::new);

    private int left;

    private Budget() {}

    static Budget ofThread() {
        return OF_THREAD.get();
    }

    void fill() {
        left = CHARACTERS;
    }

    void take() {
        if (--left < 0) {
            throw new TooCostlyException("its patterns look at more than " + CHARACTERS + " characters");
        }
    }

    /** Thrown out of the validator. */
    static final class TooCostlyException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooCostlyException(String message) {
            super(message, null, false, false);
        }
    }
}
