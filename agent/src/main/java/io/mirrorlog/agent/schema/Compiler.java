package io.mirrorlog.agent.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.resource.InputStreamSource;
import com.networknt.schema.serialization.NodeReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes what a schema says into something that events can be held against, together with all schemas that it names.
 *
 * <p>Everything comes out of the library: whatever names another host, a file or a class is refused. At most {@value
 * #DOCUMENTS_MAX} schemas of {@value #CHARACTERS_MAX} characters in one. For one thread.
 */
final class Compiler {

    static final int DOCUMENTS_MAX = 50;
    static final int CHARACTERS_MAX = 4 << 20;

    /** Stands before all URIs while they are resolved; nobody has that host. */
    static final String BASE = "https://schemas.invalid";

    /** A check of what a schema itself says is made once, so it may take longer than that of an event. */
    private static final ExecutionConfig SCHEMA_LIMITS = ExecutionConfig.builder()
            .maxEvaluationSteps(2_000_000)
            .maxEvaluationDepth(1_000)
            .build();

    /** Knows the meta-schemas, which are in the validator's jar, and fetches nothing. */
    private static final SchemaRegistry META_SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

    private final Library library;

    Compiler(Library library) {
        this.library = library;
    }

    /**
     * @throws NoSchemaException when there is none, or none that can be used
     * @throws InterruptedException when the agent stops
     */
    CompiledSchema compile(SchemaUri uri) throws NoSchemaException, InterruptedException {
        var reading = new Reading();
        try {
            Schema schema = reading.registry().getSchema(SchemaLocation.of(BASE + uri.path()));
            schema.initializeValidators();
            check(schema);
            return new CompiledSchema(uri, schema, Map.copyOf(reading.texts), Map.copyOf(reading.documents));
        } catch (SchemaException | ValidationLimitExceededException | IllegalArgumentException e) {
            reading.throwTrouble();
            throw new NoSchemaException(uri + " cannot be used: " + firstLine(e));
        } catch (UncheckedIOException e) {
            reading.throwTrouble();
            throw new NoSchemaException(uri + " cannot be read: " + firstLine(e));
        } catch (StackOverflowError e) {
            throw new NoSchemaException(uri + " cannot be used: its references lead too deep");
        }
    }

    /** Whether the texts that a schema was made of are still the same. */
    boolean isCurrent(CompiledSchema schema) throws InterruptedException {
        for (Map.Entry<SchemaUri, String> read : schema.texts().entrySet()) {
            try {
                if (!library.text(read.getKey()).equals(read.getValue())) {
                    return false;
                }
            } catch (NoSchemaException e) {
                return false;
            }
        }
        return true;
    }

    /** What a validator passes over, such as a type that does not exist, would be found out by the first event. */
    private void check(Schema schema) throws NoSchemaException {
        Schema meta = META_SCHEMAS.getSchema(
                SchemaLocation.of(schema.getSchemaContext().getDialect().getId()));
        var context = new ExecutionContext(SCHEMA_LIMITS);
        meta.validate(context, schema.getSchemaNode());
        if (!context.getErrors().isEmpty()) {
            var error = context.getErrors().get(0);
            throw new NoSchemaException("is no schema: " + error.getInstanceLocation() + " " + error.getMessage());
        }
    }

    private static String firstLine(Throwable e) {
        return Cut.of(
                String.valueOf(e.getMessage()).lines().findFirst().orElse("").replace(BASE, ""));
    }

    /** What one compilation has read. */
    private final class Reading implements NodeReader {

        private final Map<SchemaUri, String> texts = new LinkedHashMap<>();

        /** By all the names that an error may give them. */
        private final Map<String, JsonNode> documents = new HashMap<>();

        private int characters;
        private @Nullable NoSchemaException trouble;
        private boolean interrupted;

        /** One for each schema: what a document says its {@code $id} is, counts for that schema alone. */
        SchemaRegistry registry() {
            return SchemaRegistry.builder()
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .locale(Locale.ROOT)
                            .regularExpressionFactory(new BoundedPatterns())
                            .build())
                    .defaultDialectId(SpecificationVersion.DRAFT_7.getDialectId())
                    .nodeReader(this)
                    .schemaLoader(loader -> loader.allow(iri -> isOurs(iri)) // it would read class paths on its own
                            .resourceLoaders(loaders -> loaders.values(all -> {
                                all.clear();
                                all.add(this::source);
                            })))
                    .build();
        }

        private boolean isOurs(AbsoluteIri iri) {
            String text = iri.toString();
            boolean ours = text.startsWith(BASE + "/")
                    && SchemaUri.of(text.substring(BASE.length())).isPresent();
            if (!ours && trouble == null) {
                trouble = new NoSchemaException(
                        "it names " + Cut.of(text.replace(BASE, "")) + ", which is no schema of a repository");
            }
            return ours;
        }

        void throwTrouble() throws NoSchemaException, InterruptedException {
            if (interrupted) {
                throw new InterruptedException("stopped while reading schemas");
            }
            if (trouble != null) {
                throw trouble;
            }
        }

        private @Nullable InputStreamSource source(AbsoluteIri iri) {
            var uri = new SchemaUri(iri.toString().substring(BASE.length()));
            try {
                String found = library.text(uri);
                characters += found.length();
                texts.put(uri, found);
                if (texts.size() > DOCUMENTS_MAX || characters > CHARACTERS_MAX) {
                    throw failed(new NoSchemaException("it names more than " + DOCUMENTS_MAX
                            + " schemas, or some of more than " + CHARACTERS_MAX + " characters together"));
                }
                JsonNode document = read(uri, found);
                documents.put(uri.path(), document);
                JsonNode id = document.get("$id");
                if (id != null && id.isString()) {
                    documents.putIfAbsent(id.stringValue(), document);
                }
                return () -> new ByteArrayInputStream(found.getBytes(UTF_8));
            } catch (NoSchemaException e) {
                throw failed(e);
            } catch (InterruptedException e) {
                interrupted = true;
                throw new SchemaException("stopped");
            }
        }

        private JsonNode read(SchemaUri uri, String text) throws NoSchemaException {
            try {
                return SchemaText.read(text);
            } catch (NoSchemaException e) {
                throw new NoSchemaException(uri + " " + e.getMessage());
            }
        }

        private SchemaException failed(NoSchemaException why) {
            if (trouble == null) {
                trouble = why;
            }
            return new SchemaException(why.getMessage());
        }

        @Override
        public JsonNode readTree(String text, InputFormat format) {
            try {
                return SchemaText.read(text);
            } catch (NoSchemaException e) {
                throw failed(e);
            }
        }

        @Override
        public JsonNode readTree(InputStream text, InputFormat format) {
            try {
                return readTree(new String(text.readAllBytes(), UTF_8), format);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory has none
            }
        }
    }
}
