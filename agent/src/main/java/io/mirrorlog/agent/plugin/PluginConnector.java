package io.mirrorlog.agent.plugin;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A plugin's connector. While it works, the thread's context class loader is the plugin's, by which many libraries look for
 * their own parts; and what its jar lacks is a failure of this connection alone.
 */
public final class PluginConnector implements Connector {

    private final Connector connector;
    private final ClassLoader loader;

    private PluginConnector(Connector connector, ClassLoader loader) {
        this.connector = connector;
        this.loader = loader;
    }

    /**
     * Makes a connector.
     *
     * @param options the class of its options: it tells whether the connector is a plugin's
     */
    public static Connector open(Class<?> options, Supplier<Connector> opener) {
        ClassLoader loader = options.getClassLoader();
        if (loader == PluginConnector.class.getClassLoader()) {
            return opener.get();
        }
        ClassLoader before = Context.enter(loader);
        try {
            return new PluginConnector(Objects.requireNonNull(opener.get()), loader);
        } catch (LinkageError e) {
            throw broken(e);
        } finally {
            Context.leave(before);
        }
    }

    @Override
    public void resume(@Nullable String bookmark) {
        ClassLoader before = Context.enter(loader);
        try {
            connector.resume(bookmark);
        } catch (LinkageError e) {
            throw broken(e);
        } finally {
            Context.leave(before);
        }
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        ClassLoader before = Context.enter(loader);
        try {
            return connector.deliver(entries);
        } catch (LinkageError e) {
            throw broken(e);
        } finally {
            Context.leave(before);
        }
    }

    @Override
    public void close() throws IOException {
        ClassLoader before = Context.enter(loader);
        try {
            connector.close();
        } catch (LinkageError e) {
            throw new IOException(PluginFault.words(e), e);
        } finally {
            Context.leave(before);
        }
    }

    private static IllegalStateException broken(LinkageError failure) {
        return new IllegalStateException(PluginFault.words(failure), failure);
    }
}
