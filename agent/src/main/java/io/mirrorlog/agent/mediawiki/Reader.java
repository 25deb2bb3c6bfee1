package io.mirrorlog.agent.mediawiki;

import java.util.List;

/**
 * Who asks, as the API tells it. Whoever gets here may read.
 *
 * @param named by the admin token; else somebody on this machine, who is called by the address
 */
record Reader(boolean named, String address) {

    private static final String NAME = "Admin";

    String name() {
        return named ? NAME : address.isEmpty() ? "127.0.0.1" : address;
    }

    int id() {
        return named ? 1 : 0;
    }

    List<String> groups() {
        return named ? List.of("*", "user", "sysop") : List.of("*");
    }

    List<String> rights() {
        return named ? List.of("read", "apihighlimits") : List.of("read");
    }
}
