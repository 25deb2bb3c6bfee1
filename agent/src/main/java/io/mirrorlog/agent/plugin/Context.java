package io.mirrorlog.agent.plugin;

import org.jspecify.annotations.Nullable;

/** The class loader by which libraries look for their own parts in the thread that runs. */
final class Context {

    private Context() {}

    /**
     * Begins the time in which this thread works for a plugin.
     *
     * @return what {@link #leave} wants
     */
    static @Nullable ClassLoader enter(ClassLoader plugin) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(plugin);
        return before;
    }

    static void leave(@Nullable ClassLoader before) {
        Thread.currentThread().setContextClassLoader(before);
    }
}
