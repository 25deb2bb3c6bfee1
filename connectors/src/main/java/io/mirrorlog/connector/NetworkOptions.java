package io.mirrorlog.connector;

import java.util.List;

/** Options of a connector that cannot do all that may be said about a network. */
public interface NetworkOptions {

    /**
     * What it cannot do, so that nobody believes it is done. Does no I/O.
     *
     * @return for each a line {@code option: what is wrong; what to write}, such as {@code tls.cert: …}; mostly none
     */
    List<String> refusals(Network network);
}
