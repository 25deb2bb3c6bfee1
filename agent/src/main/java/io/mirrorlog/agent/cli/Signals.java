package io.mirrorlog.agent.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Signals that the process is sent.
 *
 * <p>Java has them in {@code sun.misc.Signal} alone, of the module {@code jdk.unsupported}. It is found at run time: a Java
 * or a system without it goes without, and the compiler has no reason to warn.
 */
final class Signals {

    private Signals() {}

    /** Calls back on each SIGHUP, on a thread of its own; never where there is no such signal, and nothing is said then. */
    static void onHangup(Runnable listener) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.lookup().bind(listener, "run", MethodType.methodType(void.class));
            Object told = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangup, told);
        } catch (ReflectiveOperationException e) {
            // None: the file is looked at anyway.
        }
    }
}
