package io.mirrorlog.connector.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A HTTP/1.1 server on the loopback address that hands each call to a service, or plays another {@link Turn} instead.
 *
 * <p>The service is asked by one thread at a time. Safe for many threads.
 */
public final class FaultyHttpServer implements AutoCloseable {

    /** The service behind it, in small, but as strict as the real one. */
    @FunctionalInterface
    public interface Service {
        HttpAnswer answer(HttpCall call);
    }

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final ServerSocket listening;
    private final String scheme;
    private final Service service;
    private final Object serviceLock = new Object();
    private final Queue<Turn> next = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Turn always;

    private final List<HttpCall> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore unseen = new Semaphore(0);
    private final AtomicLong mostSent = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private FaultyHttpServer(ServerSocket listening, String scheme, Service service) {
        this.listening = listening;
        this.scheme = scheme;
        this.service = service;
        start("faulty-http", this::accept);
    }

    /** One that speaks HTTP on a free port. */
    public static FaultyHttpServer start(Service service) {
        try {
            return new FaultyHttpServer(new ServerSocket(0, 50, loopback()), "http", service);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks HTTPS on a free port, with a certificate of {@code localhost} that nobody trusts. */
    public static FaultyHttpServer startUntrusted(Service service) {
        try {
            var socket = untrusted().getServerSocketFactory().createServerSocket(0, 50, loopback());
            return new FaultyHttpServer(socket, "https", service);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private static SSLContext untrusted() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = FaultyHttpServer.class.getResourceAsStream("untrusted.p12")) {
            store.load(Objects.requireNonNull(in), PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Where it listens, without a path: {@code http://127.0.0.1:40123}. */
    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort());
    }

    /** The next calls, one each, take these turns. */
    public void next(Turn... turns) {
        next.addAll(List.of(turns));
    }

    /** From now on every call without a turn of its own takes this one; null: the service answers. */
    public void always(@Nullable Turn turn) {
        always = turn;
    }

    /** The calls that were read to their end and handed to the service, or to a turn that wanted them. */
    public List<HttpCall> calls() {
        return List.copyOf(calls);
    }

    /** How many TCP connections were made. */
    public int connections() {
        return connections.get();
    }

    /** How many calls have begun. */
    public int begun() {
        return begun.get();
    }

    /** The most bytes that were sent for one call. */
    public long mostSent() {
        return mostSent.get();
    }

    /** Waits until a call has begun that was not waited for yet. */
    public void awaitCall() throws InterruptedException {
        if (!unseen.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no call came");
        }
    }

    /** Looks at the service while no call changes it. */
    public <T> T looking(Supplier<T> look) {
        synchronized (serviceLock) {
            return look.get();
        }
    }

    HttpAnswer taken(HttpCall call) {
        synchronized (serviceLock) {
            return service.answer(call);
        }
    }

    boolean isClosedWithin(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }

    void awaitClose() throws InterruptedException {
        closed.await();
    }

    private void accept() {
        while (closed.getCount() > 0) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                open.add(socket);
                start("faulty-http-call", () -> converse(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            var wire = new Wire(socket, this);
            while (closed.getCount() > 0 && wire.begins()) {
                begun.incrementAndGet();
                unseen.release();
                turn().play(wire);
                if (!wire.goesOn()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away, as it may; a test sees what it looks at.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private Turn turn() {
        Turn own = next.poll();
        Turn usual = always;
        return own != null ? own : usual != null ? usual : wire -> wire.send(wire.taken());
    }

    void read(HttpCall call) {
        calls.add(call);
    }

    void sent(long bytes) {
        mostSent.accumulateAndGet(bytes, Math::max);
    }

    private static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
