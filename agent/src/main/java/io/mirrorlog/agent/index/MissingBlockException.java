package io.mirrorlog.agent.index;

/** A block is not in the file any more: nothing of it is retained, so the question is asked again of what is there. */
final class MissingBlockException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingBlockException() {
        super("a block is not in the index any more");
    }
}
