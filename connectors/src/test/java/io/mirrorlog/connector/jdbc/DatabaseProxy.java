package io.mirrorlog.connector.jdbc;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a driver and its database, and lets things go wrong. */
final class DatabaseProxy implements Closeable {

    /** What goes wrong. */
    enum Fault {
        NONE,
        /** A new connection is reset, and the one that is there with its next words. */
        RESET,
        /** Nothing is passed on any more. */
        HANG,
        /** The next COMMIT reaches the database and is answered, but nobody hears that. */
        COMMIT_UNHEARD,
        /** The connection is reset in the place of the next COMMIT. */
        COMMIT_LOST
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    final AtomicInteger played = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;

    DatabaseProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on; those of a COMMIT and a reset happen once. */
    void play(Fault next) {
        fault = next;
    }

    /** Comes back when something was sent that is not passed on. */
    void awaitHanging() throws InterruptedException {
        reached.await();
    }

    private static void thread(Runnable work) {
        var thread = new Thread(work, "database-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                thread(() -> pass(client, server, true));
                thread(() -> pass(server, client, false));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pass(Socket from, Socket to, boolean asked) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                if (asked && !passes(buffer, count, from, to)) {
                    return;
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException e) {
            // The other end learns it below.
        } finally {
            end(from);
            end(to);
        }
    }

    private boolean passes(byte[] buffer, int count, Socket from, Socket to) throws IOException {
        Fault now = fault;
        if (now == Fault.NONE) {
            return true;
        }
        if (now == Fault.HANG) {
            reached.countDown();
            await();
            return false;
        }
        if (now == Fault.RESET) {
            played();
            reset(from);
            return false;
        }
        String words = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        if (!words.contains("COMMIT")) {
            return true;
        }
        played();
        if (now == Fault.COMMIT_UNHEARD) {
            reset(from);
            to.getOutputStream().write(buffer, 0, count);
            to.getOutputStream().flush();
            to.shutdownOutput();
            to.setSoTimeout(5_000);
            return false;
        }
        reset(from);
        return false;
    }

    private void played() {
        fault = Fault.NONE;
        played.incrementAndGet();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        listener.close();
        sockets.forEach(this::end);
    }
}
