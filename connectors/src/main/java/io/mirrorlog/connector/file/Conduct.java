package io.mirrorlog.connector.file;

import io.mirrorlog.connector.Surroundings;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How each file of a connection is written, and what is used for it.
 *
 * @param permissions of a new file
 */
record Conduct(
        Set<PosixFilePermission> permissions,
        FileConnector.Fsync fsync,
        @Nullable Rotation rotation,
        Disk disk,
        Surroundings surroundings) {

    Conduct {
        permissions = Set.copyOf(permissions);
    }

    Conduct withoutRotation() {
        return new Conduct(permissions, fsync, null, disk, surroundings);
    }

    Instant time() {
        return surroundings.clock().instant();
    }

    void tell(String notice) {
        surroundings.notices().accept(notice);
    }
}
