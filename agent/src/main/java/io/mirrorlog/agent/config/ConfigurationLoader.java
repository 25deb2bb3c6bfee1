package io.mirrorlog.agent.config;

import io.mirrorlog.agent.stream.StreamConfigs;
import io.mirrorlog.agent.stream.StreamOptions;
import io.mirrorlog.connector.Option;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a configuration together from one file. For one thread, for one loading. */
final class ConfigurationLoader {

    static final int BYTES_MAX = 1 << 20;

    /** A large farm has thousands of streams. */
    private static final int IMPORTED_MAX = 8 << 20;

    private final Path file;
    private final Circumstances circumstances;
    private final Problems problems;
    private final Variables variables;
    private final Binder binder;
    private final ConnectionReader connectionReader;

    ConfigurationLoader(Path file, Circumstances circumstances) {
        this.file = file;
        this.circumstances = circumstances;
        this.problems = new Problems(file.toString());
        Path folder = file.toAbsolutePath().getParent();
        this.variables = new Variables(circumstances.environment(), folder == null ? circumstances.folder() : folder);
        this.binder = new Binder(variables, circumstances.folder(), problems);
        this.connectionReader = new ConnectionReader(binder, problems, circumstances);
    }

    /** No more of it than whoever asks its agent has to know. */
    Whereabouts whereabouts() throws ConfigurationException {
        Setting.Section top = binder.section(YamlReader.read(text(), problems), Place.START, "");
        if (top == null) {
            throw problems.asException();
        }
        return new Whereabouts(top, file.toString(), variables, circumstances);
    }

    Configuration load() throws ConfigurationException {
        Setting top = YamlReader.read(text(), problems);
        Setting.Section section = binder.section(top, Place.START, "");
        if (section == null) {
            throw problems.asException();
        }
        Setting.Entry connectionsEntry = section.entries().get("connections");
        binder.refuseUnknown(section, "", List.of(TopOptions.class, Connections.class));
        TopOptions options = binder.record(TopOptions.class, section, "");
        Map<String, ConnectionSettings> connections = connections(connectionsEntry);
        var again = new Binder(variables, circumstances.folder(), new Problems("")); // what stands against them is told
        var data = again.record(DataDir.class, section, "");
        if (data != null && circumstances.writes()) {
            Folders.whyNotFolder(data.dataDir())
                    .ifPresent(obstacle -> problems.add(
                            section.placeOf("data_dir"), "data_dir", obstacle.told(section.hides("data_dir"))));
        }
        var from = again.record(StreamsFrom.class, section, "");
        Map<String, StreamOptions> imported = from == null ? Map.of() : imported(from.streamsFrom(), section);
        var wanted = again.record(Schemas.class, section, "");
        SchemasSettings schemas = wanted == null ? null : found(wanted.schemas(), section);
        if (options == null || schemas == null || !problems.isEmpty()) {
            throw problems.asException();
        }
        String site = options.site() != null ? options.site() : Names.siteOf(circumstances.hostName());
        return new Configuration(
                site,
                options.dataDir(),
                options.queue(),
                options.intake(),
                schemas,
                new StreamSettings(options.streams(), imported, options.unknownStreams()),
                connections,
                options.maintenance());
    }

    /** With the folders as they are to be opened; tells of those that are none. */
    private SchemasSettings found(SchemasSettings schemas, Setting.Section top) {
        List<String> repositories = new ArrayList<>();
        for (String repository : schemas.repositories()) {
            if (SchemasSettings.isUrl(repository)) {
                repositories.add(repository);
                continue;
            }
            Path folder = circumstances.folder().resolve(repository).normalize();
            if (!Files.isDirectory(folder)) {
                problems.add(
                        placeOfRepositories(top),
                        "schemas.repositories",
                        repository + " is no folder that can be read; name one, or a URL that begins with https://");
            }
            repositories.add(folder.toString());
        }
        return new SchemasSettings(repositories, schemas.validation());
    }

    private static Place placeOfRepositories(Setting.Section top) {
        Setting.Entry schemas = top.entries().get("schemas");
        return schemas != null && schemas.value() instanceof Setting.Section section
                ? section.placeOf("repositories")
                : top.place();
    }

    private Map<String, StreamOptions> imported(@Nullable Path from, Setting.Section section) {
        if (from == null) {
            return Map.of();
        }
        String shown = section.hides("streams_from") ? "the file" : from.toString();
        String problem;
        try (InputStream in = Files.newInputStream(from)) {
            byte[] bytes = in.readNBytes(IMPORTED_MAX + 1);
            if (bytes.length <= IMPORTED_MAX) {
                return StreamConfigs.read(bytes);
            }
            problem = "is too large; at most 8MiB";
        } catch (NoSuchFileException e) {
            problem = "is no file";
        } catch (IOException e) {
            problem = Files.isDirectory(from) ? "is a folder; give a file" : "cannot be read";
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
            problem = problem.startsWith("is ") ? problem : "cannot be used: " + problem;
        }
        problems.add(section.placeOf("streams_from"), "streams_from", shown + " " + problem);
        return Map.of();
    }

    // What is looked for on the disk is read once more, each by itself: one mistake in the file must not hide another.

    record DataDir(
            @Option(value = "as in TopOptions", orElse = TopOptions.USUAL_FOLDER)
            Path dataDir) {}

    record StreamsFrom(@Option("as in TopOptions") @Nullable Path streamsFrom) {}

    record Schemas(@Option("as in TopOptions") SchemasSettings schemas) {}

    /** Names the key of the connections, which are read on their own. */
    private record Connections(
            @Option("the destinations by name") Map<String, String> connections) {}

    private Map<String, ConnectionSettings> connections(Setting.@Nullable Entry entry) {
        Map<String, ConnectionSettings> connections = new LinkedHashMap<>();
        Setting.Section section = entry == null
                ? Setting.Section.empty(Place.START)
                : binder.section(entry.value(), entry.key(), "connections");
        if (section == null) {
            return connections;
        }
        if (section.entries().isEmpty()) {
            problems.add(section.place(), "connections", "there is none; name at least one destination");
        }
        section.entries().forEach((name, connection) -> {
            ConnectionSettings settings = connectionReader.read(name, connection);
            if (settings != null) {
                connections.put(name, settings);
            }
        });
        return connections;
    }

    private String text() throws ConfigurationException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (NoSuchFileException e) {
            throw problems.unreadable("no such file");
        } catch (AccessDeniedException e) {
            throw problems.unreadable("may not be read by this user");
        } catch (IOException e) {
            throw problems.unreadable(Files.isDirectory(file) ? "is a folder; give a file" : "cannot be read");
        }
        if (bytes.length > BYTES_MAX) {
            throw problems.unreadable("is too large; at most 1MiB");
        }
        return decoded(bytes);
    }

    private String decoded(byte[] bytes) throws ConfigurationException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        boolean failed = decoder.decode(ByteBuffer.wrap(bytes), text, true).isError();
        text.flip();
        if (failed) {
            problems.add(Place.behind(text), "", "not UTF-8");
            throw problems.asException();
        }
        return text.toString();
    }
}
