package io.mirrorlog.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A strict double of a remote service that fails in every way: receives what {@link PostingConnector} posts, one request
 * after the other, and notes each event that is missing, out of order, or repeated without a reason.
 *
 * <p>Reasons are: the agent is another process than before, or it had no answer to what it repeats. In either case only the
 * delivery before may be repeated: all earlier ones were settled when that one was begun.
 */
final class FlakyDestination implements AutoCloseable {

    /** What it does with a request. */
    enum Fault {
        NONE,
        /** Nobody listens for a while. */
        REFUSED,
        /** The connection is reset before anything is read. */
        RESET,
        /** The same in the middle of the request. */
        RESET_WITHIN,
        /** 429, and nothing is taken. */
        TOO_MANY,
        /** 503, and nothing is taken. */
        UNAVAILABLE,
        /** All is taken, and the connection is reset in the place of an answer. */
        ANSWER_LOST,
        /** All is taken, and the answer breaks off. */
        HALF_ANSWER,
        /** All is taken, and the answer comes late. */
        SLOW
    }

    private static final int LONGEST_MILLIS = 30_000;

    private final Random random;
    private final int faultsInTen;
    private final int port;
    private final Thread thread = new Thread(this::serve, "destination");
    private final Map<String, List<Integer>> numbers = new HashMap<>();
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final List<String> violations = new ArrayList<>();
    private ServerSocket listener;
    private volatile boolean closed;
    private volatile Runnable onRequest = () -> {};
    private volatile Runnable onTaken = () -> {};

    /** The delivery that was taken last. */
    private long first = 1;

    private long last;

    /** The largest sequence that was ever taken. */
    private long highest;

    private String agent = "";
    private int repeatedByKill;
    private int repeatedByFault;

    /** @param faultsInTen of ten requests so many meet a fault, on the average */
    FlakyDestination(long seed, int faultsInTen) throws IOException {
        this.random = new Random(seed);
        this.faultsInTen = faultsInTen;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = listener.getLocalPort();
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/events";
    }

    /** Is told, on its thread, when a request has begun. */
    void onRequest(Runnable listening) {
        onRequest = listening;
    }

    /** Is told, on its thread, when a request is taken and not answered yet. */
    void onTaken(Runnable listening) {
        onTaken = listening;
    }

    /** The numbers of each site in the order of their first arrival. */
    synchronized Map<String, List<Integer>> numbersBySite() {
        Map<String, List<Integer>> copy = new HashMap<>();
        numbers.forEach((site, all) -> copy.put(site, List.copyOf(all)));
        return copy;
    }

    synchronized int count() {
        return numbers.values().stream().mapToInt(List::size).sum();
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** Events that came again because the agent was another one. */
    synchronized int repeatedByKill() {
        return repeatedByKill;
    }

    /** Events that came again because the agent had no answer. */
    synchronized int repeatedByFault() {
        return repeatedByFault;
    }

    synchronized Map<Fault, Integer> faults() {
        return new EnumMap<>(faults);
    }

    private void serve() {
        while (!closed) {
            Fault fault = next();
            try {
                if (fault == Fault.REFUSED) {
                    refuse();
                    continue;
                }
                try (Socket socket = listener.accept()) {
                    met(fault);
                    answer(socket, fault);
                }
            } catch (IOException | InterruptedException e) {
                // The agent was killed, or this is closed: the next request tells.
            } catch (RuntimeException e) {
                violation("a request that is none: " + e);
            }
        }
    }

    private Fault next() {
        Fault[] all = Fault.values();
        return random.nextInt(10) >= faultsInTen ? Fault.NONE : all[1 + random.nextInt(all.length - 1)];
    }

    private synchronized void met(Fault fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    private void refuse() throws IOException, InterruptedException {
        met(Fault.REFUSED);
        listener.close();
        TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(60)); // the fault itself: so long nobody is there
        while (!closed) {
            var next = new ServerSocket();
            next.setReuseAddress(true);
            try {
                next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                listener = next;
                return;
            } catch (IOException e) {
                next.close(); // somebody's outgoing connection has the port for a moment
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private void answer(Socket socket, Fault fault) throws IOException, InterruptedException {
        socket.setSoTimeout(LONGEST_MILLIS);
        if (fault == Fault.RESET) {
            reset(socket);
            return;
        }
        InputStream in = socket.getInputStream();
        Map<String, String> head = head(in);
        onRequest.run();
        int length = Integer.parseInt(head.getOrDefault("content-length", ""));
        if (fault == Fault.RESET_WITHIN) {
            in.readNBytes(length / 2);
            reset(socket);
            return;
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("killed while it sent");
        }
        if (fault == Fault.TOO_MANY || fault == Fault.UNAVAILABLE) {
            say(socket, fault == Fault.TOO_MANY ? "429 Too Many Requests" : "503 Service Unavailable");
            return;
        }
        take(new String(body, ISO_8859_1), head.getOrDefault("x-agent", ""), head.getOrDefault("x-before", ""));
        onTaken.run();
        switch (fault) {
            case ANSWER_LOST -> reset(socket);
            case HALF_ANSWER -> socket.getOutputStream().write("HTTP/1.1 2".getBytes(ISO_8859_1));
            case SLOW -> {
                TimeUnit.MILLISECONDS.sleep(100); // the fault itself
                say(socket, "200 OK");
            }
            default -> say(socket, "200 OK");
        }
    }

    /** With no time to linger, closing sends a reset. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
    }

    private static void say(Socket socket, String status) throws IOException {
        socket.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(ISO_8859_1));
    }

    /** The lines before a request's body, by their names in small letters; the first one by the name {@code ""}. */
    static Map<String, String> head(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("killed while it sent");
            }
            bytes.write(next);
        }
        Map<String, String> head = new HashMap<>();
        bytes.toString(ISO_8859_1).lines().forEach(line -> {
            int colon = Math.max(0, line.indexOf(": "));
            head.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT), colon == 0 ? line : line.substring(colon + 2));
        });
        return head;
    }

    private synchronized void take(String body, String from, String before) {
        List<String> lines = body.lines().toList();
        long begins = sequence(lines.get(0));
        boolean repeats = begins <= last;
        boolean killed = !from.equals(agent);
        if (repeats && begins != first) {
            violation("sequence " + begins + " came again although it was settled; expected " + first + " or "
                    + (last + 1));
        } else if (repeats && !killed && !before.equals(PostingConnector.RETRY)) {
            violation("sequence " + begins + " came again although its delivery was confirmed");
        } else if (!repeats && begins != last + 1) {
            violation("sequence " + begins + " came in the place of " + (last + 1));
        }
        int again = 0;
        for (int i = 0; i < lines.size(); i++) {
            long sequence = begins + i;
            if (sequence(lines.get(i)) != sequence) {
                violation(lines.get(i) + " came in the place of " + sequence);
            }
            if (sequence <= highest) {
                again++;
            } else {
                keep(lines.get(i));
            }
        }
        if (repeats && !killed) {
            repeatedByFault += again;
        } else {
            repeatedByKill += again;
        }
        agent = from;
        first = begins;
        last = begins + lines.size() - 1;
        highest = Math.max(highest, last);
    }

    private static long sequence(String line) {
        return Long.parseLong(line.split(" ")[0]);
    }

    private void keep(String line) {
        String[] words = line.split(" ");
        if (words.length == 1) {
            return; // the agent's own
        }
        numbers.computeIfAbsent(words[1], site -> new ArrayList<>()).add(Integer.parseInt(words[2]));
    }

    private synchronized void violation(String what) {
        violations.add(what);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        thread.interrupt();
        listener.close();
    }
}
