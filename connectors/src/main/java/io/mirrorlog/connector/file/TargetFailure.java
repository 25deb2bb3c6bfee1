package io.mirrorlog.connector.file;

import java.io.IOException;
import java.nio.file.Path;

/** What went wrong with one of the files of a delivery. */
final class TargetFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Path path;
    private final int place;
    private final IOException reason;

    /** @param place where the file's first line stands in the batch; 0 as well for a file that the batch has none for */
    TargetFailure(Path path, int place, IOException reason) {
        super(reason);
        this.path = path;
        this.place = place;
        this.reason = reason;
    }

    Path path() {
        return path;
    }

    int place() {
        return place;
    }

    IOException reason() {
        return reason;
    }
}
