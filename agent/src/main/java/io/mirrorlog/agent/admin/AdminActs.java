package io.mirrorlog.agent.admin;

import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.OwnEvents;
import io.mirrorlog.agent.web.Request;

/** Tells what an admin has done as own events: what was done, from which address, and by which right. */
public final class AdminActs {

    private final OwnEvents own;
    private final String right;

    /** @param token whether an admin is known by the admin token; else by being on this machine */
    public AdminActs(OwnEvents own, boolean token) {
        this.own = own;
        this.right = token ? "admin token" : "this machine";
    }

    void tell(Request request, OwnEvent act) {
        OwnEvent by = act.with("by", "admin").with("right", right);
        own.tell(request.sender().isEmpty() ? by : by.with("address", request.sender()));
    }
}
