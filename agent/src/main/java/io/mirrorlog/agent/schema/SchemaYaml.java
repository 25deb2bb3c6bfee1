package io.mirrorlog.agent.schema;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one YAML document as JSON, by YAML's core schema.
 *
 * <p>It builds from the parser's events, so that an alias can only name what is complete, and depth and size are counted
 * before anything grows. For one thread, for one document.
 */
final class SchemaYaml {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ScalarResolver KINDS = new CoreScalarResolver(false);

    private final Iterator<Event> events;
    private final Map<Anchor, Sized> anchors = new HashMap<>();
    private int depth;
    private int values;

    /** A value with the number of values in it. */
    private record Sized(JsonNode node, int values) {}

    SchemaYaml(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setParseComments(false)
                .setCodePointLimit(Repository.BYTES_MAX)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    JsonNode read() throws NoSchemaException {
        JsonNode top = null;
        try {
            while (events.hasNext()) {
                if (events.next() instanceof NodeEvent node) {
                    if (top != null) {
                        throw new NoSchemaException("has a second document");
                    }
                    top = value(node);
                }
            }
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark()
                    .map(mark -> " in line " + (mark.getLine() + 1))
                    .orElse("");
            throw new NoSchemaException("is no YAML" + place + ": " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new NoSchemaException("is no YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        if (top == null) {
            throw new NoSchemaException("is empty");
        }
        return top;
    }

    private JsonNode value(NodeEvent event) throws NoSchemaException {
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        int before = values;
        count(1);
        JsonNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else {
            if (++depth > SchemaText.DEPTH_MAX) {
                throw new NoSchemaException("is nested deeper than " + SchemaText.DEPTH_MAX + " levels");
            }
            node = event instanceof MappingStartEvent ? object() : array();
            depth--;
        }
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, new Sized(node, values - before)));
        return node;
    }

    private JsonNode aliased(AliasEvent alias) throws NoSchemaException {
        Sized meant = anchors.get(alias.getAlias());
        if (meant == null) {
            throw new NoSchemaException("has the alias *" + alias.getAlias() + " before what it stands for");
        }
        count(meant.values());
        return meant.node();
    }

    private void count(int more) throws NoSchemaException {
        values += more;
        if (values > SchemaText.VALUES_MAX) {
            throw new NoSchemaException("has more than " + SchemaText.VALUES_MAX + " values");
        }
    }

    private JsonNode object() throws NoSchemaException {
        ObjectNode object = NODES.objectNode();
        for (Event event = events.next(); event instanceof NodeEvent key; event = events.next()) {
            if (!(key instanceof ScalarEvent name)) {
                throw new NoSchemaException("has a key that is no text");
            }
            JsonNode value = value((NodeEvent) events.next());
            if (object.replace(name.getValue(), value) != null) {
                throw new NoSchemaException("has the key " + Cut.of(name.getValue()) + " twice");
            }
        }
        return object;
    }

    private JsonNode array() throws NoSchemaException {
        ArrayNode array = NODES.arrayNode();
        for (Event event = events.next(); event instanceof NodeEvent item; event = events.next()) {
            array.add(value(item));
        }
        return array;
    }

    private static JsonNode scalar(ScalarEvent scalar) throws NoSchemaException {
        String text = scalar.getValue();
        if (scalar.getTag().isPresent()) {
            throw new NoSchemaException("has a tag, " + Cut.of(scalar.getTag().get()));
        }
        Tag kind = scalar.isPlain() ? KINDS.resolve(text, true) : Tag.STR;
        if (kind.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (kind.equals(Tag.BOOL)) {
            return NODES.booleanNode(text.charAt(0) == 't' || text.charAt(0) == 'T');
        }
        if (kind.equals(Tag.INT)) {
            return integer(text);
        }
        return kind.equals(Tag.FLOAT) ? decimal(text) : NODES.stringNode(text);
    }

    private static JsonNode integer(String text) throws NoSchemaException {
        BigInteger number;
        if (text.startsWith("0x") || text.startsWith("0o")) {
            number = new BigInteger(text.substring(2), text.charAt(1) == 'x' ? 16 : 8);
        } else if (text.length() > 1_000) {
            throw new NoSchemaException("has a number of more than 1000 digits");
        } else {
            number = new BigInteger(text);
        }
        return number.bitLength() < Long.SIZE ? NODES.numberNode(number.longValue()) : NODES.numberNode(number);
    }

    private static JsonNode decimal(String text) throws NoSchemaException {
        if (text.indexOf('n') >= 0 || text.indexOf('N') >= 0) {
            throw new NoSchemaException("has " + text + ", which JSON has no number for"); // .inf and .nan
        }
        return NODES.numberNode(Double.parseDouble(text));
    }
}
