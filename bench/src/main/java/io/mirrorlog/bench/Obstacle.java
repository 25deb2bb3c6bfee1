package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that stands where a mirror's file should be, so that everything waits. */
final class Obstacle {

    private final Path place;

    /** @param place the mirror's file */
    Obstacle(Path place) {
        this.place = place;
    }

    /** What the file held is gone. Nothing is on the way to it. */
    void put() throws IOException {
        Files.deleteIfExists(place);
        Files.createDirectories(place);
    }

    void takeAway() throws IOException {
        Files.delete(place);
    }
}
