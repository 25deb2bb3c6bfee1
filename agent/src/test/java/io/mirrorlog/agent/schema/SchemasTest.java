package io.mirrorlog.agent.schema;

import static io.mirrorlog.agent.schema.ExampleSchemas.FAULTY;
import static io.mirrorlog.agent.schema.ExampleSchemas.NOT_LOADED;
import static io.mirrorlog.agent.schema.ExampleSchemas.VISIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.queue.FakeClock;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SchemasTest {

    private static final String VISITS = "/analytics/legacy/homepagevisit/1.2.1";

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();

    @Test
    void everyExampleFitsItsSchema() throws Exception {
        try (Schemas schemas = ExampleSchemas.open()) {
            for (JsonNode event : ExampleSchemas.events()) {
                assertThat(ExampleSchemas.judged(schemas, event.toString()))
                        .as(event.toString())
                        .isEqualTo(Verdict.GOOD);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"user_id\":456 | \"user_id\":\"x\" | type | .event.user_id | #/properties/event/properties/user_id/type | {\"type\":\"integer\"} | should be integer",
                ",\"user_id\":456 | `` | required | .event | #/properties/event/required | {\"missingProperty\":\"user_id\"} | should have required property 'user_id'",
                "\"schema\": | \"more\":1,\"schema\": | additionalProperties | `` | #/additionalProperties | {\"additionalProperty\":\"more\"} | should NOT have additional properties",
                "noemail | some | enum | .event.start_email_state | #/properties/event/properties/start_email_state/enum | {\"allowedValues\":[\"noemail\",\"unconfirmed\",\"confirmed\"]} | should be equal to one of the allowed values",
                "\"dt\":\"2020-04-02T19:11:20.942Z\",\"event\" | \"dt\":\"today\",\"event\" | format | .dt | #/properties/dt/format | {\"format\":\"date-time\"} | should match format \"date-time\"",
                "\"user_id\":456 | \"user_id\":9007199254740992 | maximum | .event.user_id | #/properties/event/properties/user_id/maximum | {\"comparison\":\"<=\",\"limit\":9007199254740991,\"exclusive\":false} | should be <= 9007199254740991",
                "\"stream\":\"eventlogging_HomepageVisit\" | \"stream\":\"\" | minLength | .meta.stream | #/properties/meta/properties/stream/minLength | {\"limit\":1} | should NOT be shorter than 1 characters",
            })
    void whatIsWrongIsToldInTheWordsOfAjv(
            String right, String wrong, String keyword, String path, String schemaPath, String params, String message)
            throws Exception {
        try (Schemas schemas = ExampleSchemas.open()) {
            String event = VISIT.replace(right, wrong);
            assertThat(event).isNotEqualTo(VISIT);
            var error = new Fault(keyword, path, schemaPath, params, message);
            assertThat(ExampleSchemas.judged(schemas, event)).isEqualTo(Verdict.of(error));
            assertThat(error.text()).isEqualTo("'" + path + "' " + message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":[\"string\",\"null\"]} | 3 | should be string,null",
                "{\"const\":1} | 2 | should be equal to constant",
                "{\"pattern\":\"^a$\"} | \"b\" | should match pattern \"^a$\"",
                "{\"maxLength\":1} | \"bb\" | should NOT be longer than 1 characters",
                "{\"minItems\":1} | [] | should NOT have fewer than 1 items",
                "{\"maxItems\":1} | [1,2] | should NOT have more than 1 items",
                "{\"minProperties\":1} | {} | should NOT have fewer than 1 properties",
                "{\"maxProperties\":0} | {\"a\":1} | should NOT have more than 0 properties",
                "{\"exclusiveMinimum\":1} | 1 | should be > 1",
                "{\"exclusiveMaximum\":1} | 1 | should be < 1",
                "{\"minimum\":1} | 0 | should be >= 1",
                "{\"multipleOf\":2} | 3 | should be multiple of 2",
                "{\"uniqueItems\":true} | [1,1] | should NOT have duplicate items",
                "{\"contains\":{\"const\":1}} | [2] | should contain a valid item",
                "{\"not\":{}} | 1 | should NOT be valid",
                "{\"oneOf\":[{},{}]} | 1 | should match exactly one schema in oneOf",
                "false | 1 | boolean schema is false",
            })
    void everyKeywordHasItsWords(String schema, String value, String message) throws Exception {
        put("x/1.0.0.json", "{\"properties\":{\"a b\":" + schema + "}}");
        try (Schemas schemas = Schemas.inFolders(List.of(folder), clock)) {
            Verdict verdict = ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\",\"a b\":" + value + "}");
            assertThat(verdict.faults()).first().satisfies(fault -> {
                assertThat(fault.dataPath()).isEqualTo("['a b']");
                assertThat(fault.message()).isEqualTo(message);
            });
        }
    }

    @Test
    void referencesLeadIntoTheOtherRepository() throws Exception {
        try (Schemas schemas = ExampleSchemas.open()) {
            String event = VISIT.replace("homepagevisit/1.2.1", "homepagevisit/current")
                    .replace("\"meta\"", "\"http\":{\"client_ip\":1},\"meta\"");
            assertThat(ExampleSchemas.judged(schemas, event).faults()).anySatisfy(error -> {
                assertThat(error.text()).isEqualTo("'.http.client_ip' should be string");
                assertThat(error.schemaPath())
                        .isEqualTo("/fragment/http/client_ip/1.0.0#/properties/http/properties/client_ip/type");
            });
        }
    }

    @Test
    void theFirstFolderThatHasASchemaCounts() throws Exception {
        Path first = Files.createDirectories(folder.resolve("first"));
        Path second = Files.createDirectories(folder.resolve("second"));
        put("first/x/1.0.0.yaml", "required: [a]");
        put("second/x/1.0.0.yaml", "required: [b]");
        try (Schemas schemas = Schemas.inFolders(List.of(folder.resolve("none"), first, second), clock)) {
            assertThat(ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\",\"a\":1}"))
                    .isEqualTo(Verdict.GOOD);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://json-schema.org/draft-07/schema#, exclusiveMinimum: 1",
        "http://json-schema.org/draft-07/schema, exclusiveMinimum: 1",
        "https://json-schema.org/draft-07/schema#, exclusiveMinimum: 1",
        "https://json-schema.org/draft-07/schema, exclusiveMinimum: 1",
        "http://json-schema.org/draft-04/schema#, '{minimum: 1, exclusiveMinimum: true}'",
        "https://json-schema.org/draft-04/schema#, '{minimum: 1, exclusiveMinimum: true}'",
        "https://json-schema.org/draft/2020-12/schema, exclusiveMinimum: 1",
    })
    void theMetaSchemaMayBeNamedInSeveralWays(String meta, String content) throws Exception {
        put("x/1.0.0.yaml", "$schema: '" + meta + "'\nproperties:\n  a:\n    " + content + "\n");
        try (Schemas schemas = Schemas.inFolders(List.of(folder), clock)) {
            assertThat(ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\",\"a\":2}"))
                    .isEqualTo(Verdict.GOOD);
            assertThat(ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\",\"a\":1}"))
                    .is(FAULTY);
        }
    }

    @Test
    void whatHasADefaultIsNotMissed() throws Exception {
        put("x/1.0.0.yaml", "required: [a, b]\nproperties: { a: { default: 1 }, b: {} }");
        try (Schemas schemas = Schemas.inFolders(List.of(folder), clock)) {
            assertThat(ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\",\"b\":1}"))
                    .isEqualTo(Verdict.GOOD);
            assertThat(ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\"}")
                            .text())
                    .isEqualTo("'' should have required property 'b'");
        }
    }

    @Test
    void nothingWaitsForASchemaThatIsNotInMemory() throws Exception {
        try (Schemas schemas = ExampleSchemas.open()) {
            assertThat(schemas.check(VISITS, VISIT).isPending()).isTrue();
            schemas.ready(List.of(VISITS)).get();
            assertThat(schemas.check(VISITS, VISIT)).isEqualTo(Verdict.GOOD);
        }
    }

    @Test
    void aSchemaThatIsAddedLaterIsFound() throws Exception {
        try (Schemas schemas = Schemas.inFolders(List.of(folder), clock)) {
            String event = "{\"$schema\":\"/x/1.0.0\"}";
            assertThat(ExampleSchemas.judged(schemas, event))
                    .isEqualTo(Verdict.failed("Failed loading schema at /x/1.0.0"));
            assertThat(schemas.trouble("/x/1.0.0")).contains("/x/1.0.0 is in no repository");
            put("x/1.0.0.yaml", "type: object");
            assertThat(schemas.check("/x/1.0.0", event)).is(NOT_LOADED);
            clock.advance(Schemas.FAILED);
            assertThat(ExampleSchemas.judged(schemas, event)).isEqualTo(Verdict.GOOD);
            assertThat(schemas.trouble("/x/1.0.0")).isEmpty();
        }
    }

    @Test
    void aSchemaThatIsChangedCountsSoon() throws Exception {
        put("x/1.0.0.yaml", "type: object");
        try (Schemas schemas = Schemas.inFolders(List.of(folder), clock)) {
            String event = "{\"$schema\":\"/x/1.0.0\"}";
            assertThat(ExampleSchemas.judged(schemas, event)).isEqualTo(Verdict.GOOD);
            put("x/1.0.0.yaml", "required: [a]");
            clock.advance(Schemas.AGAIN);
            assertThat(schemas.check("/x/1.0.0", event)).isEqualTo(Verdict.GOOD); // looks again, behind it
            schemas.ready(List.of("/x/1.0.0")).get();
            assertThat(schemas.check("/x/1.0.0", event)).is(FAULTY);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | DT, META_DT, META_ID, META_REQUEST_ID, CLIENT_IP, USER_AGENT",
                "{\"properties\":{\"$schema\":{},\"meta\":{}},\"additionalProperties\":false} | META_DT, META_ID, META_REQUEST_ID",
                "{\"properties\":{\"http\":{\"properties\":{\"client_ip\":{}},\"additionalProperties\":false}}} | DT, META_DT, META_ID, META_REQUEST_ID, CLIENT_IP",
                "{\"properties\":{\"http\":{\"required\":[\"method\"]},\"dt\":{\"type\":\"integer\"}},\"required\":[\"a\"]} | META_DT, META_ID, META_REQUEST_ID",
            })
    void aSchemaSaysWhereThereIsRoomForWhatAnIntakeKnows(String schema, String places) throws Exception {
        put("x/1.0.0.json", schema);
        try (Schemas schemas = Schemas.inFolders(List.of(folder), clock)) {
            assertThat(schemas.places("/x/1.0.0")).isEqualTo(Place.ALL);
            ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\"}");
            assertThat(schemas.places("/x/1.0.0"))
                    .extracting(Place::name)
                    .containsExactlyInAnyOrder(places.split(", "));
        }
    }

    @Test
    void whoeverWaitsWhileItIsClosedGoesOn() {
        Schemas schemas = ExampleSchemas.open();
        assertThat(schemas.check(VISITS, VISIT).isPending()).isTrue();
        var ready = schemas.ready(List.of(VISITS));
        schemas.close();
        assertThat(ready).succeedsWithin(Schemas.LONGEST);
    }

    private void put(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
