package io.mirrorlog.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Connector;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Makes jars of plugins from their sources, with the contract and nothing else at hand. */
public final class PluginJar {

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Path scratch;

    /** @param scratch a folder of its own */
    public PluginJar(Path scratch) {
        this.scratch = scratch;
    }

    /** All that stands in a folder such as {@code src/main}: what is in {@code java} is compiled. */
    public static PluginJar of(Path source, Path scratch) throws IOException {
        var jar = new PluginJar(scratch);
        jar.compile(files(source.resolve("java")), List.of());
        for (Path resource : files(source.resolve("resources"))) {
            jar.with(source.resolve("resources").relativize(resource).toString(), Files.readString(resource));
        }
        return jar;
    }

    /** One with a class. */
    public PluginJar withClass(String name, String source, Path... libraries) throws IOException {
        Path file = scratch.resolve("src").resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        compile(List.of(Files.writeString(file, source)), List.of(libraries));
        return this;
    }

    /** One that names the class of its connectors. */
    public PluginJar providing(String name) {
        return with(PluginFile.SERVICES, name + "\n");
    }

    public PluginJar with(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Takes a file out again. */
    public PluginJar without(String name) {
        assertThat(files.remove(name)).isNotNull();
        return this;
    }

    /** As a compiler of a Java to come would have made it. */
    public PluginJar ofTheFuture() {
        files.forEach((name, content) -> {
            if (name.endsWith(".class")) {
                content[7] = 99; // the lower byte of the major version
            }
        });
        return this;
    }

    public Path writeTo(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                var jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                jar.putNextEntry(new ZipEntry(each.getKey()));
                jar.write(each.getValue());
            }
        }
        return file;
    }

    private void compile(List<Path> sources, List<Path> libraries) throws IOException {
        Path classes = Files.createDirectories(scratch.resolve("classes"));
        List<String> path = new ArrayList<>(List.of(place(Connector.class), place(Nullable.class), classes.toString()));
        libraries.forEach(library -> path.add(library.toString()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("--release", "17", "-cp", String.join(":", path), "-d", classes.toString(), "-proc:none");
            boolean compiled = compiler.getTask(
                            said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
        for (Path file : files(classes)) {
            files.put(classes.relativize(file).toString(), Files.readAllBytes(file));
        }
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
