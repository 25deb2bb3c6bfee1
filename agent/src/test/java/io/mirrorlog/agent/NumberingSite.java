package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sends numbered events from 0 on, and those that were not answered again, until they are. */
final class NumberingSite implements Runnable {

    private final int number;
    private final Random random;
    private final Supplier<String> address;
    private final String more;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile int acknowledged;
    private volatile boolean asking;
    private volatile boolean stopped;

    /** @param address where the agent is at the moment */
    NumberingSite(int number, long seed, Supplier<String> address) {
        this(number, seed, address, 0);
    }

    /** @param padding so many bytes are added to each event */
    NumberingSite(int number, long seed, Supplier<String> address, int padding) {
        this.number = number;
        this.random = new Random(seed);
        this.address = address;
        this.more = padding == 0 ? "" : ",\"padding\":\"" + "x".repeat(padding) + "\"";
    }

    String name() {
        return "site-" + number;
    }

    /** How many events were answered. */
    int acknowledged() {
        return acknowledged;
    }

    /** Whether it has sent something that is not answered yet. */
    boolean isAsking() {
        return asking;
    }

    static int acknowledged(List<NumberingSite> sites) {
        return sites.stream().mapToInt(NumberingSite::acknowledged).sum();
    }

    /** Ends it with the events that are under way. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        int next = 0;
        while (!stopped) {
            int end = next + 1 + random.nextInt(50);
            String events = IntStream.range(next, end)
                    .mapToObj(
                            n -> "{\"site\":\"" + name() + "\",\"id\":" + n + ",\"message\":\"" + n + "\"" + more + "}")
                    .collect(Collectors.joining(",", "[", "]"));
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> isTaken(events));
            acknowledged = end;
            next = end;
        }
    }

    private boolean isTaken(String events) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address.get() + "/v1/events"))
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofString(events))
                    .build();
            asking = true;
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 503) {
                return false; // told to come again
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            return true;
        } catch (IOException e) {
            return false; // killed: nobody knows whether it was stored, so it is sent again
        } finally {
            asking = false;
        }
    }
}
