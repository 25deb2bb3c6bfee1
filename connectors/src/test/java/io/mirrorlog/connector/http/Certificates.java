package io.mirrorlog.connector.http;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The PEM files of the tests: a CA, and what it has signed for {@code localhost} and for an agent; they end in 2126. */
public final class Certificates {

    private Certificates() {}

    /** The file of this name. */
    public static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(Certificates.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
