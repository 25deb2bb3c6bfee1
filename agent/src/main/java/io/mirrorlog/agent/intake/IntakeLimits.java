package io.mirrorlog.agent.intake;

/** The sizes that the intake takes, in one place. */
final class IntakeLimits {

    /** Bytes of one event as received. */
    static final int EVENT_BYTES = 1 << 20;

    /** Levels of objects and arrays in one event, the event itself included. */
    static final int EVENT_DEPTH = 64;

    /** Events in one request. */
    static final int EVENTS = 10_000;

    /** Bytes of an id as received, quotes included: it is repeated in every mirror and in answers. */
    static final int ID_BYTES = 512;

    /** Characters of a key at fault that are shown to the producer. */
    static final int FIELD_SHOWN = 100;

    private IntakeLimits() {}
}
