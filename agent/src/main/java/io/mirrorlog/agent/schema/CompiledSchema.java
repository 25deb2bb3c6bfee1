package io.mirrorlog.agent.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.NodePath;
import io.mirrorlog.agent.schema.Budget.TooCostlyException;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schema that events can be held against, within bounds: an event that costs more is not judged. Safe for many threads.
 *
 * <p>One step is one keyword looked at for one value. What a step costs goes with the longest list in the schema, so with
 * long lists there are fewer steps.
 */
final class CompiledSchema {

    static final int STEPS_MAX = 100_000;
    static final int STEPS_LEAST = 2_000;

    /** So many faults of one event are told. */
    static final int FAULTS_MAX = 100;

    /** References into themselves lead deeper than the event is. */
    static final int DEPTH_MAX = 256;

    private static final int COMPARISONS_MAX = 20_000_000;

    private final SchemaUri uri;
    private final Schema schema;
    private final Map<SchemaUri, String> texts;
    private final Map<String, JsonNode> documents;
    private final ExecutionConfig limits;
    private final Set<Place> places;

    /**
     * @param texts all that it was made of
     * @param documents the same, read, by the names that errors may give them
     */
    CompiledSchema(SchemaUri uri, Schema schema, Map<SchemaUri, String> texts, Map<String, JsonNode> documents) {
        this.uri = uri;
        this.schema = schema;
        this.texts = texts;
        this.documents = documents;
        int widest =
                documents.values().stream().mapToInt(SchemaText::widest).max().orElse(0);
        this.limits = ExecutionConfig.builder()
                .maxEvaluationSteps(Math.max(STEPS_LEAST, Math.min(STEPS_MAX, COMPARISONS_MAX / Math.max(1, widest))))
                .maxEvaluationDepth(DEPTH_MAX)
                .build();
        this.places = Collections.unmodifiableSet(Room.in(this::check));
    }

    /** Where an intake may fill something in: the event is no worse with it. */
    Set<Place> places() {
        return places;
    }

    /** The texts that it was made of, by what they are called. */
    Map<SchemaUri, String> texts() {
        return texts;
    }

    /** The length of those texts together. */
    int characters() {
        return texts.values().stream().mapToInt(String::length).sum();
    }

    Verdict check(JsonNode event) {
        Budget.ofThread().fill();
        var context = new ExecutionContext(limits);
        try {
            schema.validate(context, event);
        } catch (ValidationLimitExceededException e) {
            return Verdict.failed("not validated: it takes more than " + e.getLimit() + " steps");
        } catch (TooCostlyException e) {
            return Verdict.failed("not validated: " + e.getMessage());
        } catch (StackOverflowError e) {
            return Verdict.failed("not validated: it leads too deep");
        } catch (SchemaException e) {
            return Schemas.notLoaded(uri.path());
        } catch (RuntimeException e) {
            return Verdict.failed(
                    "not validated: the validator failed, " + e.getClass().getSimpleName());
        }
        return context.getErrors().isEmpty() ? Verdict.GOOD : verdict(context.getErrors());
    }

    private Verdict verdict(List<Error> found) {
        List<Fault> faults = found.stream()
                .filter(error -> !isFilledIn(error))
                .limit(FAULTS_MAX)
                .map(error -> AjvError.of(error, Compiler.BASE, uri))
                .toList();
        return Verdict.of(faults);
    }

    /** EventGate fills in what has a default before it looks, so that it cannot be missed. */
    private boolean isFilledIn(Error error) {
        String missing = error.getProperty();
        if (!"required".equals(error.getKeyword()) || missing == null) {
            return false;
        }
        String iri = String.valueOf(error.getSchemaLocation().getAbsoluteIri());
        JsonNode object = documents.get(iri.startsWith(Compiler.BASE) ? iri.substring(Compiler.BASE.length()) : iri);
        NodePath place = error.getSchemaLocation().getFragment();
        for (int i = 0; object != null && place != null && i < place.getNameCount() - 1; i++) {
            object = child(object, place.getElement(i));
        }
        JsonNode properties = object == null ? null : object.get("properties");
        JsonNode property = properties == null ? null : properties.get(missing);
        return property != null && property.has("default");
    }

    private static @Nullable JsonNode child(JsonNode node, Object step) {
        return step instanceof Integer index && node.isArray() ? node.get(index) : node.get(step.toString());
    }
}
