package io.mirrorlog.agent.web;

/** What an answer goes on with after its head, for as long as somebody listens. */
@FunctionalInterface
public interface Stream {

    /** Is called once, when the head is on its way; must not block. */
    void begin(Outlet outlet);
}
