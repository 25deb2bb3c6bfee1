package io.mirrorlog.agent.web;

/** Is told of the requests that no endpoint gets to see. Called from several threads; must not wait. */
@FunctionalInterface
public interface RefusalWitness {

    /** Has nothing to do with them. */
    RefusalWitness NONE = (method, path, answer) -> {};

    /**
     * @param path as sent, without the query and without a token
     * @param answer what the client is told
     */
    void refused(String method, String path, Answer answer);
}
