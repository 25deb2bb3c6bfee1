package io.mirrorlog.agent.index;

import java.util.List;

/**
 * All that is in the index at one moment.
 *
 * @param filed what is in the file
 * @param open what is behind it
 * @param position what was retained up to this sequence is in it
 */
record View(IndexFile file, List<Span> filed, Block open, long position) {

    /** With what is in the file by now. */
    View filedAnew() {
        return new View(file, file.spans(), open, position);
    }
}
