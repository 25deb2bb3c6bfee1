package io.mirrorlog.agent.mediawiki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A MediaWiki's log is sent to an agent, which is then asked whatever the wiki was asked when its answers were recorded:
 * as a stranger, who saw nothing of what was hidden, and as a user who may see all.
 *
 * <p>Each place where the answers differ stands in {@code recorded-differences.txt}, with the reason; docs/reading-mediawiki.md
 * sums them up. A new difference fails this test, and so does one that is gone.
 */
class RecordedAnswersTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String STRANGER = "anonymous";

    @TempDir
    private Path folder;

    private static String resource(String name) throws IOException {
        try (InputStream in = RecordedAnswersTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        }
    }

    @Test
    void areReproduced() throws Exception {
        JsonNode records = JSON.readTree(resource("recorded-answers.json")).get("records");
        List<String> differences = new ArrayList<>();
        try (var stranger = new MirroredWiki(folder.resolve("stranger"), false);
                var named = new MirroredWiki(folder.resolve("named"), true)) {
            stranger.post("wiki", log(records, STRANGER));
            named.post("wiki", log(records, "suppressor"));
            for (JsonNode record : records) {
                MirroredWiki wiki = record.get("who").asString().equals(STRANGER) ? stranger : named;
                compare(record, wiki.get("wiki", parameters(record)), differences);
            }
        }
        List<String> expected = resource("recorded-differences.txt")
                .lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .sorted()
                .toList();
        assertThat(differences.stream().sorted().toList()).isEqualTo(expected);
    }

    /** The whole log, the oldest entry first, in the newer form. */
    private static String log(JsonNode records, String who) {
        for (JsonNode record : records) {
            JsonNode request = record.get("request");
            if (record.get("who").asString().equals(who)
                    && record.get("name").asString().startsWith("everything")
                    && request.get("formatversion").asString().equals("2")) {
                List<String> entries = new ArrayList<>();
                record.get("body").get("query").get("logevents").forEach(entry -> entries.add(0, entry.toString()));
                return entries.toString();
            }
        }
        throw new IllegalStateException("nothing recorded for " + who);
    }

    private static Map<String, String> parameters(JsonNode record) {
        Map<String, String> parameters = new LinkedHashMap<>();
        record.get("request")
                .properties()
                .forEach(member ->
                        parameters.put(member.getKey(), member.getValue().asString()));
        return parameters;
    }

    private static void compare(JsonNode record, HttpResponse<String> response, List<String> differences) {
        JsonNode version = record.get("request").get("formatversion");
        String name = record.get("name").asString() + (version == null ? "" : ", version " + version.asString());
        if (response.statusCode() != record.get("status").asInt()) {
            differences.add(name + ": status " + response.statusCode());
        }
        record.get("headers").properties().forEach(header -> {
            String ours = response.headers().firstValue(header.getKey()).orElse("none");
            if (!ours.equals(header.getValue().asString())) {
                differences.add(name + ": header " + header.getKey() + ": " + ours);
            }
        });
        JsonNode theirs = record.get("body");
        JsonNode ours = JSON.readTree(response.body());
        compare(name + ": ", theirs, ours, differences);
        // The order of the keys: a client must not care, but one that does should not notice.
        JsonNode entries = theirs.path("query").path("logevents");
        if (!entries.isMissingNode()) {
            assertThat(ours.path("query").path("logevents").toString()).as(name).isEqualTo(entries.toString());
        }
        assertThat(common(keys(ours), keys(theirs))).as(name).isEqualTo(common(keys(theirs), keys(ours)));
    }

    private static List<String> keys(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }

    private static List<String> common(List<String> one, List<String> other) {
        return one.stream().filter(other::contains).toList();
    }

    private static void compare(String place, JsonNode theirs, JsonNode ours, List<String> differences) {
        if (theirs.isObject() && ours.isObject()) {
            var keys = new TreeSet<>(keys(theirs));
            keys.addAll(keys(ours));
            for (String key : keys) {
                if (!ours.has(key)) {
                    differences.add(place + "/" + key + " is not told");
                } else if (!theirs.has(key)) {
                    differences.add(place + "/" + key + " is told besides");
                } else {
                    compare(place + "/" + key, theirs.get(key), ours.get(key), differences);
                }
            }
        } else if (theirs.isArray() && ours.isArray() && theirs.size() == ours.size()) {
            for (int i = 0; i < theirs.size(); i++) {
                compare(place + "/" + i, theirs.get(i), ours.get(i), differences);
            }
        } else if (!theirs.equals(ours)) {
            differences.add(place + " is another");
        }
    }
}
