package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.QueueException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue that cannot record its first settlements, and is sound in all else. */
final class FailingSettlements {

    private FailingSettlements() {}

    static EventQueue of(EventQueue sound, int failures) {
        var left = new AtomicInteger(failures);
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments); // that comes back to what follows
            }
            if (method.getName().equals("settling") && left.getAndDecrement() > 0) {
                return CompletableFuture.failedFuture(new QueueException("the disk is full"));
            }
            try {
                return method.invoke(sound, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        };
        return (EventQueue)
                Proxy.newProxyInstance(EventQueue.class.getClassLoader(), new Class<?>[] {EventQueue.class}, handler);
    }
}
