package io.mirrorlog.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.stream.StreamOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mapping that the agent brings along: a file of the same form that a user writes, by titles of schemas. */
public final class ReadyMadeStreams {

    private static final String FILE = "streams.yml";

    private ReadyMadeStreams() {}

    /** In the order of the file. */
    public static Map<String, StreamOptions> all() {
        var problems = new Problems(FILE);
        var binder = new Binder(new Variables(name -> null, Path.of("")), Path.of(""), problems);
        Map<String, StreamOptions> all = new LinkedHashMap<>();
        try {
            Setting.Section file = binder.section(YamlReader.read(text(), problems), Place.START, "");
            if (file != null) {
                file.entries().forEach((title, entry) -> {
                    Setting.Section section = binder.section(entry.value(), entry.key(), title);
                    StreamOptions options = section == null ? null : binder.record(StreamOptions.class, section, title);
                    if (section != null && options != null) {
                        binder.refuseUnknown(section, title, List.of(StreamOptions.class));
                        all.put(title, options);
                    }
                });
            }
        } catch (ConfigurationException e) {
            throw new IllegalStateException("the agent's own " + FILE + " is no YAML", e);
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("the agent's own file is wrong", problems.asException());
        }
        return all;
    }

    private static String text() {
        try (InputStream in = ReadyMadeStreams.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the agent");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
