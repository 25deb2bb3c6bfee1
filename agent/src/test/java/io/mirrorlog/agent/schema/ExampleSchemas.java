package io.mirrorlog.agent.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.stream.Verdict;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import tools.jackson.databind.JsonNode;

/** The schemas of the Wikimedia Foundation that the tests have, and the events that stand in them as examples. */
final class ExampleSchemas {

    /** An event that fits {@code /analytics/legacy/homepagevisit/1.2.1}. */
    static final String VISIT =
            "{\"$schema\":\"/analytics/legacy/homepagevisit/1.2.1\",\"dt\":\"2020-04-02T19:11:20.942Z\","
                    + "\"event\":{\"homepage_pageview_token\":\"example token\",\"impact_module_state\":\"activated\","
                    + "\"is_mobile\":true,\"start_email_state\":\"noemail\",\"user_editcount\":123,\"user_id\":456},"
                    + "\"meta\":{\"dt\":\"2020-04-02T19:11:20.942Z\",\"id\":\"b0caf18d-6c7f-4403-947d-2712bbe28610\","
                    + "\"stream\":\"eventlogging_HomepageVisit\"},\"schema\":\"HomepageVisit\"}";

    /** Nobody knows, since it would take too much. */
    static final Condition<Verdict> NOT_VALIDATED =
            new Condition<>(v -> String.valueOf(v.failure()).startsWith("not validated: it"), "not validated");

    static final Condition<Verdict> NOT_LOADED =
            new Condition<>(v -> String.valueOf(v.failure()).startsWith("Failed loading schema at"), "not loaded");

    static final Condition<Verdict> FAULTY = new Condition<>(v -> !v.faults().isEmpty(), "faulty");

    private ExampleSchemas() {}

    /** The base folders of both repositories. */
    static List<Path> folders() {
        return List.of(folder("primary"), folder("secondary"));
    }

    private static Path folder(String repository) {
        try {
            return Path.of(
                    Objects.requireNonNull(ExampleSchemas.class.getResource("/schemas/" + repository + "/jsonschema"))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Schemas open() {
        return Schemas.inFolders(folders(), InstantSource.fixed(Instant.EPOCH));
    }

    /** What is to be said against an event by the schema that it names, waited for. */
    static Verdict judged(Schemas schemas, String event) throws Exception {
        String key = "\"$schema\":\"";
        int from = event.indexOf(key) + key.length(); // also of what is too large to be read
        String schema = event.substring(from, event.indexOf('"', from));
        Verdict verdict = schemas.check(schema, event);
        if (!verdict.isPending()) {
            return verdict;
        }
        schemas.ready(List.of(schema)).get();
        return schemas.check(schema, event);
    }

    /** Every event that stands in a schema as its example. */
    static List<JsonNode> events() throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (Path folder : folders()) {
            for (Path file : files(folder)) {
                JsonNode examples = SchemaText.read(Files.readString(file)).get("examples");
                if (examples != null) {
                    examples.values().stream()
                            .filter(example -> example.has("$schema")) // a fragment's is no event
                            .forEach(events::add);
                }
            }
        }
        assertThat(events).hasSizeGreaterThan(15);
        return events;
    }

    /** All full versions; what {@code current.yaml} has as examples is completed when a version is made of it. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> SchemaUri.isVersion(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }
}
