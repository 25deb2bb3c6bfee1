package io.mirrorlog.agent.plugin;

import io.mirrorlog.connector.ConnectorType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Every connector that there is: the built-in ones, and those that plugins bring.
 *
 * <p>A plugin is a {@code .jar} in the folder, or a folder in it with a jar and its libraries. One that is broken brings
 * nothing, and stops nobody.
 */
public final class Plugins {

    private final Map<String, ConnectorType<?>> connectors = new LinkedHashMap<>();

    /** The plugin's path by the connector's name. */
    private final Map<String, Path> origins = new LinkedHashMap<>();

    private final List<String> broken = new ArrayList<>();

    private Plugins(Collection<? extends ConnectorType<?>> builtIn) {
        builtIn.forEach(type -> connectors.put(type.name(), type));
    }

    /** The built-in ones alone. */
    public static Plugins none(Collection<? extends ConnectorType<?>> builtIn) {
        return new Plugins(builtIn);
    }

    /**
     * Loads all plugins of a folder, in the order of their names.
     *
     * @param check throws when a connector's options cannot be read by the agent
     */
    public static Plugins load(
            Path folder, Collection<? extends ConnectorType<?>> builtIn, Consumer<ConnectorType<?>> check) {
        var plugins = new Plugins(builtIn);
        try {
            for (Path plugin : sorted(folder)) {
                plugins.add(plugin, check);
            }
        } catch (NoSuchFileException e) {
            plugins.broken.add(folder + ", the folder of plugins, is not there");
        } catch (IOException e) {
            plugins.broken.add(folder + ", the folder of plugins, cannot be read: "
                    + e.getClass().getSimpleName());
        }
        return plugins;
    }

    /** All of them, the built-in ones first. */
    public Collection<ConnectorType<?>> connectors() {
        return Collections.unmodifiableCollection(connectors.values());
    }

    /** The plugin that a connector came with; empty for one that is built in. */
    public Optional<Path> origin(String connector) {
        return Optional.ofNullable(origins.get(connector));
    }

    /** What is broken, one sentence for each plugin. */
    public List<String> broken() {
        return Collections.unmodifiableList(broken);
    }

    private void add(Path plugin, Consumer<ConnectorType<?>> check) {
        try {
            List<Path> jars = jars(plugin);
            if (jars.isEmpty()) {
                return;
            }
            List<ConnectorType<?>> types = PluginFile.load(jars);
            Set<String> names = new HashSet<>();
            for (ConnectorType<?> type : types) {
                requireNew(type);
                requireReadable(type, check);
                if (!names.add(type.name())) {
                    throw new PluginFault("brings two connectors called " + type.name());
                }
            }
            for (ConnectorType<?> type : types) {
                connectors.put(type.name(), type);
                origins.put(type.name(), plugin);
            }
        } catch (PluginFault e) {
            tell(plugin, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            tell(plugin, "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private void requireNew(ConnectorType<?> type) throws PluginFault {
        if (connectors.containsKey(type.name())) {
            String owner = origin(type.name()).map(Path::toString).orElse("Mirrorlog itself");
            throw new PluginFault("brings a connector called " + type.name() + ", which " + owner + " has already");
        }
    }

    private static void requireReadable(ConnectorType<?> type, Consumer<ConnectorType<?>> check) throws PluginFault {
        try {
            check.accept(type);
        } catch (RuntimeException | LinkageError e) {
            throw new PluginFault(e);
        }
    }

    private void tell(Path plugin, String reason) {
        broken.add(plugin + " cannot be used as a plugin: " + reason);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            List<Path> paths = new ArrayList<>();
            found.forEach(paths::add);
            Collections.sort(paths);
            return paths;
        }
    }

    /** What belongs to a plugin; nothing where it is none. */
    private static List<Path> jars(Path plugin) throws IOException {
        if (Files.isDirectory(plugin)) {
            return sorted(plugin).stream().filter(Plugins::isJar).toList();
        }
        return isJar(plugin) ? List.of(plugin) : List.of();
    }

    private static boolean isJar(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".jar") && !Files.isDirectory(file);
    }
}
