package io.mirrorlog.bench;

import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an agent tells of its connections. One thread. */
final class Progress implements AutoCloseable {

    private static final Pattern DELIVERED = Pattern.compile("\"delivered\":(\\d+)");
    private static final Pattern WAITING = Pattern.compile("\"waiting\":(\\d+)");

    private final Client client;

    Progress(URI agent) throws IOException {
        client = new Client(agent);
    }

    /** Returns when every connection has delivered so many since its beginning. */
    void awaitDelivered(long events) throws IOException, InterruptedException {
        while (numbers(DELIVERED).min() < events) {
            Thread.sleep(10);
        }
    }

    /** How many events the connection has not looked at that has the most of them. */
    long waiting() throws IOException {
        return numbers(WAITING).max();
    }

    private Numbers numbers(Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(client.get("/v1/status"));
        long min = Long.MAX_VALUE;
        long max = 0;
        while (matcher.find()) {
            long number = Long.parseLong(matcher.group(1));
            min = Math.min(min, number);
            max = Math.max(max, number);
        }
        if (min == Long.MAX_VALUE) {
            throw new IOException("the status has no " + pattern);
        }
        return new Numbers(min, max);
    }

    private record Numbers(long min, long max) {}

    @Override
    public void close() throws IOException {
        client.close();
    }
}
