package io.mirrorlog.connector;

/** Options of a connector that may be told to send events over the network without encryption. */
public interface Plaintext {

    /** Whether an admin has allowed that; an agent shows it wherever it shows the connection. */
    boolean allowPlaintext();
}
