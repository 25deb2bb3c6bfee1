package io.mirrorlog.agent.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of schemas: {@code TITLE/VERSION.yaml}, {@code .yml} or {@code .json}, or without an extension.
 *
 * <p>Where nothing is named {@code latest}, the file of the highest version is meant by it. Links are followed as long as
 * they end within the folder.
 */
final class FolderRepository implements Repository {

    private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json", "");
    private static final String LATEST = "latest";

    /** So many files of one folder are looked at for the latest one. */
    private static final int VERSIONS_MAX = 10_000;

    private final Path folder;

    FolderRepository(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<String> find(SchemaUri uri) throws IOException {
        Path base;
        try {
            base = folder.toRealPath();
        } catch (IOException e) {
            throw new IOException("the repository " + folder + " cannot be read", e);
        }
        Path named = base.resolve(uri.path().substring(1));
        List<String> extensions = uri.hasExtension() ? List.of("") : EXTENSIONS;
        for (String extension : extensions) {
            Optional<String> text = text(base, named.resolveSibling(uri.name() + extension));
            if (text.isPresent()) {
                return text;
            }
        }
        if (!SchemaUri.withoutExtension(uri.name()).equals(LATEST)) {
            return Optional.empty();
        }
        Path latest = latest(named.resolveSibling(""));
        return latest == null ? Optional.empty() : text(base, latest);
    }

    private static Optional<String> text(Path base, Path file) throws IOException {
        Path real;
        try {
            real = file.toRealPath();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (e.getReason() != null && e.getReason().startsWith("Not a directory")) {
                return Optional.empty();
            }
            throw unreadable(file, e);
        }
        if (!real.startsWith(base)) {
            throw new IOException(file + " leads out of its repository");
        }
        if (Files.isDirectory(real)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(real)) {
            throw new IOException(file + " is no file"); // a pipe would be waited for
        }
        try (InputStream in = Files.newInputStream(real)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException(file + " is larger than " + BYTES_MAX + " bytes");
            }
            return Optional.of(new String(bytes, UTF_8));
        } catch (FileSystemException e) {
            throw unreadable(file, e);
        }
    }

    private static IOException unreadable(Path file, FileSystemException cause) {
        return new IOException(
                file + (cause instanceof AccessDeniedException ? " may not be read by this user" : " cannot be read"),
                cause);
    }

    private static @Nullable Path latest(Path versions) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(versions)) {
            Path latest = null;
            int seen = 0;
            for (Path file : files) {
                if (++seen > VERSIONS_MAX) {
                    throw new IOException(versions + " holds more than " + VERSIONS_MAX + " files");
                }
                if (isSchema(file) && (latest == null || BY_VERSION.compare(file, latest) > 0)) {
                    latest = file;
                }
            }
            return latest;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }

    private static final Comparator<Path> BY_VERSION = Comparator.comparingInt((Path file) -> number(file, 0))
            .thenComparingInt(file -> number(file, 1))
            .thenComparingInt(file -> number(file, 2))
            .thenComparing(Path::toString);

    private static int number(Path version, int place) {
        String name = SchemaUri.withoutExtension(version.getFileName().toString());
        return Integer.parseInt(name.split("\\.")[place]);
    }

    private static boolean isSchema(Path file) {
        String name = file.getFileName().toString();
        return SchemaUri.isVersion(name)
                && EXTENSIONS.stream().anyMatch(extension -> name.equals(SchemaUri.withoutExtension(name) + extension));
    }

    /** How many schemas it holds, each full version counted once; at most that many are counted. */
    long count(long most) throws IOException {
        try (Stream<Path> files = Files.walk(folder.toRealPath(), SchemaUri.LENGTH_MAX / 2)) {
            return files.filter(file -> isSchema(file) && Files.isRegularFile(file))
                    .map(file -> file.resolveSibling(
                            SchemaUri.withoutExtension(file.getFileName().toString())))
                    .distinct()
                    .limit(most)
                    .count();
        }
    }

    @Override
    public void close() {
        // nothing goes on between two calls
    }
}
