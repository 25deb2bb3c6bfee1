package io.mirrorlog.agent.plugin;

import io.mirrorlog.connector.ConnectorProvider;
import io.mirrorlog.connector.ConnectorType;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** One plugin: a jar, or a folder of jars, with class loaders of its own that live as long as the process. */
final class PluginFile {

    static final String SERVICES = "META-INF/services/" + ConnectorProvider.class.getName();

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private PluginFile() {}

    /**
     * Loads the plugin and asks for its connectors.
     *
     * @param jars all that belongs to it
     * @throws PluginFault whatever is wrong with it
     */
    static List<ConnectorType<?>> load(List<Path> jars) throws PluginFault {
        List<ConnectorType<?>> types = new ArrayList<>();
        URLClassLoader loader = loader(jars);
        ClassLoader before = Context.enter(loader);
        try {
            for (ConnectorProvider provider : ServiceLoader.load(ConnectorProvider.class, loader)) {
                types.addAll(provider.connectors());
            }
            if (types.isEmpty()) {
                throw new PluginFault(
                        "brings no connector: it needs " + SERVICES + ", which names a ConnectorProvider");
            }
            for (ConnectorType<?> type : types) {
                requireUsable(type);
            }
        } catch (RuntimeException | Error e) {
            throw new PluginFault(e);
        } finally {
            Context.leave(before);
        }
        return types;
    }

    private static URLClassLoader loader(List<Path> jars) throws PluginFault {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            requireJar(jars.get(i));
            try {
                urls[i] = jars.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new PluginFault(e);
            }
        }
        return new URLClassLoader(urls, new ContractLoader());
    }

    /** The class loader passes over a file that is none without a word. */
    private static void requireJar(Path jar) throws PluginFault {
        if (!Files.isReadable(jar)) {
            throw new PluginFault("may not be read by this user");
        }
        try (var opened = new JarFile(jar.toFile())) {
            opened.size();
        } catch (IOException e) {
            throw new PluginFault("is no jar: " + e.getMessage());
        }
    }

    private static void requireUsable(ConnectorType<?> type) throws PluginFault {
        if (!NAME.matcher(type.name()).matches()) {
            throw new PluginFault("calls a connector \"" + type.name() + "\"; a name is lower_snake_case");
        }
        Objects.requireNonNull(type.limits(), "limits");
        Objects.requireNonNull(type.opener(), "opener");
        for (Class<?> at = type.options(); at != null; at = at.getEnclosingClass()) {
            if (!Modifier.isPublic(at.getModifiers())) {
                throw new PluginFault("has options that cannot be seen: " + at.getName() + " must be public");
            }
        }
    }
}
