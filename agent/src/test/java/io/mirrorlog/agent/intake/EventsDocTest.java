package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mirrorlog.agent.web.RawHttp;
import io.mirrorlog.agent.web.RawHttp.Reply;
import io.mirrorlog.connector.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/events.md are taken, and answered as the page says. */
class EventsDocTest {

    private static final Pattern SAMPLE = Pattern.compile("```(json|sh)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CURL_DATA = Pattern.compile("-d '([^']*)'");

    @TempDir
    private Path folder;

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "events.md"));
    }

    private static List<String> samples(String language) throws IOException {
        List<String> samples = new ArrayList<>();
        Matcher matcher = SAMPLE.matcher(page());
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                samples.add(matcher.group(2).strip());
            }
        }
        return samples;
    }

    @Test
    void sendsEverySample() throws Exception {
        List<String> json = samples("json");
        assertThat(json).hasSize(8);
        try (var intake = new RunningIntake(folder, Map.of())) {
            for (int sample : new int[] {0, 2, 3, 4, 5, 6}) {
                Reply reply = intake.post(json.get(sample));
                assertThat(reply.status()).as(json.get(sample)).isEqualTo(sample == 6 ? 201 : 202);
            }
            assertThat(intake.stored())
                    .extracting(Event::message)
                    .containsExactly(
                            "User logged in.",
                            "User admin changed the password of editor",
                            "User logged in.",
                            "Admin move Alpha: a better name",
                            "API POST /query_execution/",
                            "eventlogging_HomepageVisit");
            assertThat(intake.stored().get(1).metadata())
                    .isEqualTo("{\"ip\":\"203.0.113.9\",\"target\":{\"user\":\"editor\",\"roles\":[\"editor\"]}}");
        }
    }

    @Test
    void answersAsThePageShows() throws Exception {
        List<String> json = samples("json");
        Matcher data = CURL_DATA.matcher(samples("sh").get(0));
        assertThat(data.find()).isTrue();
        try (var intake = new RunningIntake(folder, Map.of())) {
            String answer = intake.post(data.group(1)).body();
            assertThat(withoutUuid(answer)).isEqualTo(withoutUuid(json.get(1)));
            assertThat(intake.post("{\"message\":7}").body())
                    .isEqualTo(json.get(7).replace("\n ", ""));
        }
    }

    private static String withoutUuid(String answer) {
        return answer.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "UUID");
    }

    @Test
    void sendsWhatThePhpSampleWrites() throws Exception {
        String request = "POST /v1/events HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\n";
        assertThat(page()).contains(request);
        String body = "{\"message\":\"m\"}";
        try (var intake = new RunningIntake(folder, Map.of());
                var client = new RawHttp(intake.port())) {
            client.send((request.replace("\\r\\n", "\r\n") + "Content-Length: " + body.length()
                            + "\r\nConnection: close\r\n\r\n" + body)
                    .getBytes(UTF_8));
            assertThat(client.reply().status()).isEqualTo(202);
            client.awaitEnd();
        }
    }

    @Test
    void storesTheEventOfAClientThatDoesNotWaitForTheAnswer() throws Exception {
        String body = "{\"message\":\"m\"}";
        try (var intake = new RunningIntake(folder, Map.of())) {
            try (var client = new RawHttp(intake.port())) {
                client.post("/v1/events", body.getBytes(UTF_8), "Connection: close");
            }
            await().until(() -> intake.stored().size() == 1);
        }
    }

    @Test
    void namesTheLimitsThatTheIntakeHas() throws Exception {
        assertThat(page())
                .contains("| events in a request | 10,000 |", "| an event | 1 MiB |", "| an `id` | 512 bytes,")
                .contains("| objects and arrays in each other | 64 |");
        assertThat(List.of(
                        IntakeLimits.EVENTS, IntakeLimits.EVENT_BYTES, IntakeLimits.ID_BYTES, IntakeLimits.EVENT_DEPTH))
                .containsExactly(10_000, 1 << 20, 512, 64);
    }
}
