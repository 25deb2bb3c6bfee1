package io.mirrorlog.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Server-sent events as they come, in the form of the HTML standard. One thread. */
final class ServerSentEvents implements AutoCloseable {

    /** An event of 1 MiB may be several times as long when all of it is escaped. */
    private static final int LINE_MAX = 16 << 20;

    /**
     * One of them.
     *
     * @param id the last that was told with it or before it on this connection
     * @param data empty where only the id was told
     */
    record Item(String name, @Nullable String id, String data) {}

    private final Reader in;
    private final Runnable end;
    private @Nullable String id;

    /** @param end ends the connection: to close the stream of one that goes on would wait for its end */
    ServerSentEvents(InputStream in, Runnable end) {
        this.end = end;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * Waits for the next one.
     *
     * @return null at the end
     */
    @Nullable
    Item next() throws IOException {
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                return new Item(data.length() == 0 ? "" : name, id, data.toString());
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "event" -> name = value;
                case "id" -> id = value;
                case "data" -> data.append(data.length() == 0 ? "" : "\n").append(value);
                default -> {
                    // a comment, or of no interest
                }
            }
        }
        return null;
    }

    private @Nullable String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null; // what is not whole does not count
            }
            if (line.length() == LINE_MAX) {
                throw new IOException("a line is too long");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() {
        end.run();
    }
}
