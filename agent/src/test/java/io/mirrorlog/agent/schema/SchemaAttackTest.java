package io.mirrorlog.agent.schema;

import static io.mirrorlog.agent.schema.ExampleSchemas.FAULTY;
import static io.mirrorlog.agent.schema.ExampleSchemas.NOT_LOADED;
import static io.mirrorlog.agent.schema.ExampleSchemas.NOT_VALIDATED;
import static org.assertj.core.api.Assertions.anyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.mirrorlog.agent.stream.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Schemas and events that are made to take for ever, or to read what they should not: each has a verdict soon. */
@Timeout(20)
class SchemaAttackTest {

    @TempDir
    private Path folder;

    private Schemas schemas;

    @BeforeEach
    void open() {
        schemas = Schemas.inFolders(List.of(folder), InstantSource.fixed(Instant.EPOCH));
    }

    @AfterEach
    void close() {
        schemas.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$ref: '#'",
                "$ref: /x/1.0.0",
                "properties: { a: { $ref: '#/definitions/b' } }\n"
                        + "definitions: { b: { $ref: '#/definitions/c' }, c: { $ref: '#/definitions/b' } }",
                "allOf: [ { $ref: '#' }, { $ref: '#' } ]",
            })
    void referencesInACircle(String schema) throws Exception {
        put("x/1.0.0.yaml", schema);
        assertThat(verdict("\"a\":1")).is(anyOf(NOT_VALIDATED, NOT_LOADED));
    }

    @Test
    void referencesInACircleOverSeveralFiles() throws Exception {
        put("x/1.0.0.yaml", "$ref: /y/1.0.0");
        put("y/1.0.0.yaml", "$ref: /x/1.0.0");
        assertThat(verdict("\"a\":1")).is(anyOf(NOT_VALIDATED, NOT_LOADED));
    }

    @Test
    void aTreeThatNamesItselfIsNoCircle() throws Exception {
        put("x/1.0.0.yaml", "properties: { child: { $ref: '#' }, name: { type: string } }");
        assertThat(verdict("\"child\":{\"child\":{\"name\":\"a\"}}")).isEqualTo(Verdict.GOOD);
        assertThat(verdict("\"child\":{\"child\":{\"name\":1}}")).is(FAULTY);
    }

    @Test
    void eachReferenceDoublesTheWork() throws Exception {
        put(
                "x/1.0.0.yaml",
                "$ref: '#/definitions/d0'\ndefinitions:\n"
                        + IntStream.range(0, 40)
                                .mapToObj(i -> "  d" + i + ": { anyOf: [ { $ref: '#/definitions/d" + (i + 1)
                                        + "' }, { $ref: '#/definitions/d" + (i + 1) + "' } ] }\n")
                                .collect(Collectors.joining())
                        + "  d40: { required: [never] }\n");
        assertThat(verdict("\"a\":1")).is(NOT_VALIDATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)*=(.*)*"})
    void patternsThatGoBackAndForth(String pattern) throws Exception {
        put("x/1.0.0.json", "{\"properties\":{\"a\":{\"pattern\":\"" + pattern + "\"}}}");
        assertThat(verdict("\"a\":\"" + "a".repeat(5_000) + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx!\""))
                .is(NOT_VALIDATED);
        assertThat(verdict("\"a\":1")).isEqualTo(Verdict.GOOD);
    }

    @Test
    void eachTextCostsLittleAndAllTogetherMuch() throws Exception {
        put("x/1.0.0.json", "{\"properties\":{\"a\":{\"items\":{\"pattern\":\"^(a+)+$\"}}}}");
        String texts = IntStream.range(0, 6_000)
                .mapToObj(i -> "\"" + "a".repeat(30) + "!\"")
                .collect(Collectors.joining(","));
        assertThat(verdict("\"a\":[" + texts + "]")).is(NOT_VALIDATED);
    }

    @Test
    void groupsThatRepeatWithoutLookingAtAnything() throws Exception {
        put("x/1.0.0.json", "{\"properties\":{\"a\":{\"pattern\":\"(((b?){1000}){1000}){1000}\"}}}");
        assertThat(verdict("\"a\":\"\"")).is(NOT_LOADED);
    }

    @Test
    void usualPatternsArePossible() throws Exception {
        put("x/1.0.0.yaml", "properties: { a: { pattern: '^[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$' } }");
        assertThat(verdict("\"a\":\"b0caf18d-6c7f-4403-947d-2712bbe28610\"")).isEqualTo(Verdict.GOOD);
        assertThat(verdict("\"a\":\"b0caf18d\"")).is(FAULTY);
    }

    @Test
    void aSchemaOfTenMegabytes() throws Exception {
        put("x/1.0.0.yaml", "description: '" + "x".repeat(10 << 20) + "'");
        assertThat(verdict("\"a\":1")).is(NOT_LOADED);
        assertThat(trouble()).contains("is larger than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"not\":", "{\"a\":[", "- ", "{a: "})
    void aSchemaThatIsNestedDeeply(String level) throws Exception {
        put("x/1.0.0.yaml", level.repeat(100_000));
        assertThat(verdict("\"a\":1")).is(NOT_LOADED);
    }

    @Test
    void aliasesThatDoubleEachOther() throws Exception {
        String text = "a0: &a0 [1,1]\n"
                + IntStream.rangeClosed(1, 60)
                        .mapToObj(i -> "a" + i + ": &a" + i + " [*a" + (i - 1) + ",*a" + (i - 1) + "]\n")
                        .collect(Collectors.joining());
        assertThatThrownBy(() -> SchemaText.read(text)).hasMessage("has more than 50000 values");
    }

    @Test
    void aChainOfManySchemas() throws Exception {
        for (int i = 0; i < 60; i++) {
            put("x/1.0." + i + ".yaml", "$ref: /x/1.0." + (i + 1));
        }
        assertThat(verdict("\"a\":1")).is(NOT_LOADED);
    }

    @Test
    void aWideSchemaForManyValues() throws Exception {
        String names =
                IntStream.range(0, 20_000).mapToObj(i -> "\"p" + i + "\":{}").collect(Collectors.joining(","));
        put("x/1.0.0.json", "{\"properties\":{\"a\":{\"items\":{\"properties\":{" + names + "}}}}}");
        String items = IntStream.range(0, 9_000).mapToObj(i -> "{}").collect(Collectors.joining(","));
        assertThat(verdict("\"a\":[" + items + "]")).is(NOT_VALIDATED);
    }

    @Test
    void itemsThatAllHaveTheSameHash() throws Exception {
        put("x/1.0.0.yaml", "properties: { a: { uniqueItems: true } }");
        String items = IntStream.range(0, 1 << 13)
                .mapToObj(i -> "[\"" + colliding(i, 13) + "\"]")
                .collect(Collectors.joining(","));
        assertThat(verdict("\"a\":[" + items + "]")).is(NOT_VALIDATED);
        String fewer = IntStream.range(0, 1 << 12)
                .mapToObj(i -> "\"" + colliding(i, 12) + "\"")
                .collect(Collectors.joining(","));
        assertThat(verdict("\"a\":[" + fewer + "]")).isEqualTo(Verdict.GOOD);
    }

    private static String colliding(int number, int length) {
        return IntStream.range(0, length)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    @Test
    void moreErrorsThanAnybodyReads() throws Exception {
        put("x/1.0.0.yaml", "properties: { a: { items: { type: string } } }");
        String items = IntStream.range(0, 9_000).mapToObj(i -> "1").collect(Collectors.joining(","));
        assertThat(verdict("\"a\":[" + items + "]").faults()).hasSize(CompiledSchema.FAULTS_MAX);
    }

    @Test
    void longNamesInErrorsAreCut() throws Exception {
        put("x/1.0.0.yaml", "properties: { $schema: {} }\nadditionalProperties: false");
        assertThat(verdict("\"" + "y".repeat(100_000) + "\":1"))
                .is(FAULTY)
                .extracting(Verdict::toString, STRING)
                .hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/x/../../secret",
                "/./secret",
                "//host/x",
                "/x//y",
                "x/1.0.0",
                "",
                "/",
                "/x/",
                "file:///etc/hostname",
                "http://127.0.0.1:1/x",
                "https://schemas.invalid/x/1.0.0",
                "/.hidden",
                "/x/1.0.0#",
                "/x/1.0.0?a",
                "/x/%2e%2e/secret",
                "/x\\..\\secret",
                "/x/\u0000",
                "/x/ü",
                "/x 1",
                "/\u202e/x",
            })
    void namesThatAreNoPathWithinARepository(String name) throws Exception {
        Files.writeString(folder.resolveSibling("secret.yaml"), "type: object");
        put("x/1.0.0.yaml", "type: object");
        assertThat(schemas.check(name, "{}")).is(NOT_LOADED);
    }

    @Test
    void aLinkLeadsOutOfTheRepository() throws Exception {
        put("outside/1.0.0.yaml", "type: object");
        Path inside = Files.createDirectories(folder.resolve("inside"));
        Files.createDirectories(inside.resolve("x"));
        Files.createSymbolicLink(inside.resolve("x/1.0.0.yaml"), folder.resolve("outside/1.0.0.yaml"));
        Files.createSymbolicLink(inside.resolve("y"), folder.resolve("outside"));
        try (Schemas linked = Schemas.inFolders(List.of(inside), InstantSource.fixed(Instant.EPOCH))) {
            for (String name : List.of("/x/1.0.0", "/y/1.0.0")) {
                assertThat(ExampleSchemas.judged(linked, "{\"$schema\":\"" + name + "\"}"))
                        .is(NOT_LOADED);
                assertThat(linked.trouble(name).orElseThrow()).contains("leads out of its repository");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$ref: http://127.0.0.1:1/x",
                "$ref: file:///etc/hostname",
                "$ref: classpath:logback.xml",
                "$ref: /../secret",
                "$schema: http://127.0.0.1:1/meta",
                "$id: http://127.0.0.1:1/\n$ref: x",
                "$ref: '#/definitions/none'",
                "type: nothing",
                "properties: 3",
                "pattern: '('",
                "[]",
                "text",
                "{",
                "a: 1\na: 2",
                "{\"a\":1,\"a\":2}",
                "a: !!java.net.URL x",
                "--- {}\n--- {}",
                "a: *b",
                "a: &a [*a]",
                "? [a]\n: 1",
                "minimum: .inf",
                "",
            })
    void schemasThatAreNone(String schema) throws Exception {
        put("x/1.0.0.yaml", schema);
        assertThat(verdict("\"a\":\"1\"")).as(schema).is(NOT_LOADED);
        assertThat(trouble()).isNotEmpty().doesNotContain("Exception", "schemas.invalid");
    }

    @Test
    void aFloodOfNamesNeitherWaitsNorGrows() throws Exception {
        put("x/1.0.0.yaml", "type: object");
        assertThat(verdict("\"a\":1")).isEqualTo(Verdict.GOOD);
        for (int i = 0; i < 5_000; i++) {
            assertThat(schemas.check("/none/" + i, "{}").isGood()).isFalse();
        }
        assertThat(schemas.check("/x/1.0.0", "{}")).isEqualTo(Verdict.GOOD);
    }

    @Test
    void eventsThatAreTooLarge() throws Exception {
        put("x/1.0.0.yaml", "type: object");
        assertThat(verdict("\"a\":\"" + "x".repeat(300_000) + "\"")).is(NOT_VALIDATED);
        assertThat(verdict("\"a\":[" + "1,".repeat(30_000) + "1]")).is(NOT_VALIDATED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyChangeOfAnExampleHasAVerdict(long seed) throws Exception {
        var random = new Random(seed);
        try (Schemas real = ExampleSchemas.open()) {
            List<JsonNode> events = ExampleSchemas.events();
            int invalid = 0;
            for (int i = 0; i < 100; i++) {
                JsonNode event = events.get(random.nextInt(events.size())).deepCopy();
                change(event, random);
                Verdict verdict = ExampleSchemas.judged(real, event.toString());
                assertThat(verdict).as(event.toString()).isNotEqualTo(Verdict.PENDING);
                invalid += verdict.isGood() ? 0 : 1;
            }
            assertThat(invalid).isBetween(20, 99);
        }
    }

    /** Another value, a key less or a key more, somewhere. */
    private static void change(JsonNode node, Random random) {
        if (node instanceof ArrayNode array) {
            array.add(random.nextInt());
            return;
        }
        if (!(node instanceof ObjectNode object) || object.isEmpty()) {
            return;
        }
        String name = object.propertyNames().stream()
                .skip(random.nextInt(object.size()))
                .findFirst()
                .orElseThrow();
        if (name.equals("$schema")) {
            object.put("\ud800 ' \" \\", 1);
        } else if (object.get(name).isContainer() && random.nextInt(3) > 0) {
            change(object.get(name), random);
        } else {
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.put(name, random.nextLong());
                case 2 -> object.put(name, random.nextGaussian() * 1e300);
                case 3 -> object.putNull(name);
                default -> object.put(name, "x\n".repeat(random.nextInt(300)));
            }
        }
    }

    private String trouble() {
        return schemas.trouble("/x/1.0.0").orElseThrow();
    }

    private Verdict verdict(String members) throws Exception {
        return ExampleSchemas.judged(schemas, "{\"$schema\":\"/x/1.0.0\"," + members + "}");
    }

    private void put(String file, String text) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
