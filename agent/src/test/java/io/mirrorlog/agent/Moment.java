package io.mirrorlog.agent;

/** What an agent is doing when it is killed. */
enum Moment {
    ANY("any moment"),
    START("it starts"),
    INTAKE("a request is not answered yet"),
    COMMIT("the write-ahead log is written"),
    CHECKPOINT("the write-ahead log is moved into the queue's file"),
    DELIVERY("a remote delivery has begun"),
    ANSWER("a remote delivery was taken and not answered yet"),
    WRITE("lines were written to a file"),
    ROTATION("a file was rotated"),
    COMPRESSION("a rotated file is compressed"),
    COMPRESSED("a compressed file has its name"),
    REMOVAL("the plain file of a compressed one was deleted"),
    CHORE("a chore has just run"),
    RELOAD("it reads a changed configuration");

    private final String words;

    Moment(String words) {
        this.words = words;
    }

    /** The end of a sentence that begins with: killed while. */
    @Override
    public String toString() {
        return words;
    }
}
