package io.mirrorlog.agent.schema;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import io.mirrorlog.agent.json.CompactJson;
import io.mirrorlog.agent.stream.Fault;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tells what the validator found in the words of Ajv 6; each text is cut, and parameters that are longer are left out. */
final class AjvError {

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][A-Za-z_$0-9]*");

    private AjvError() {}

    /** @param base what stands before a schema's URI in its location */
    static Fault of(Error found, String base, SchemaUri asked) {
        String keyword = found.getKeyword() == null ? "" : found.getKeyword();
        JsonNode wanted = found.getSchemaNode();
        String location = String.valueOf(found.getSchemaLocation());
        String schemaPath = location.startsWith(base) ? location.substring(base.length()) : location;
        if (schemaPath.startsWith(asked.path() + "#")) {
            schemaPath = schemaPath.substring(asked.path().length());
        }
        String params = params(keyword, wanted, found);
        return new Fault(
                keyword,
                Cut.of(dataPath(found.getInstanceLocation())),
                Cut.of(schemaPath),
                params.length() > Cut.LENGTH ? "{}" : params,
                Cut.of(message(keyword, wanted, found)));
    }

    /** {@code .event.tags[0]['odd key']}. */
    private static String dataPath(NodePath place) {
        var path = new StringBuilder();
        for (int i = 0; i < place.getNameCount() && path.length() <= Cut.LENGTH; i++) {
            Object step = place.getElement(i);
            if (step instanceof Integer index) {
                path.append('[').append(index.intValue()).append(']');
            } else if (PLAIN_NAME.matcher(step.toString()).matches()) {
                path.append('.').append(step);
            } else {
                path.append("['")
                        .append(step.toString().replace("\\", "\\\\").replace("'", "\\'"))
                        .append("']");
            }
        }
        return path.toString();
    }

    private static String message(String keyword, @Nullable JsonNode wanted, Error found) {
        String text = text(wanted);
        return switch (keyword) {
            case "type" -> "should be " + text;
            case "required" -> "should have required property '" + property(found) + "'";
            case "additionalProperties", "unevaluatedProperties" -> "should NOT have additional properties";
            case "enum" -> "should be equal to one of the allowed values";
            case "const" -> "should be equal to constant";
            case "format", "pattern" -> "should match " + keyword + " \"" + text + "\"";
            case "minLength" -> "should NOT be shorter than " + text + " characters";
            case "maxLength" -> "should NOT be longer than " + text + " characters";
            case "minItems" -> "should NOT have fewer than " + text + " items";
            case "maxItems" -> "should NOT have more than " + text + " items";
            case "minProperties" -> "should NOT have fewer than " + text + " properties";
            case "maxProperties" -> "should NOT have more than " + text + " properties";
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                "should be " + comparison(keyword) + " " + text;
            case "multipleOf" -> "should be multiple of " + text;
            case "uniqueItems" -> "should NOT have duplicate items";
            case "contains" -> "should contain a valid item";
            case "anyOf" -> "should match some schema in anyOf";
            case "oneOf" -> "should match exactly one schema in oneOf";
            case "not" -> "should NOT be valid";
            case "propertyNames" -> "property name '" + property(found) + "' is invalid";
            case "additionalItems" -> "should NOT have additional items";
            case "false", "false schema" -> "boolean schema is false";
            default -> "should pass \"" + keyword + "\" keyword validation";
        };
    }

    private static String params(String keyword, @Nullable JsonNode wanted, Error found) {
        String json = wanted == null ? "null" : CompactJson.of(wanted.toString(), SchemaText.DEPTH_MAX);
        return switch (keyword) {
            case "type" -> "{\"type\":" + JsonStrings.quote(text(wanted)) + "}";
            case "required" -> "{\"missingProperty\":" + JsonStrings.quote(property(found)) + "}";
            case "additionalProperties", "unevaluatedProperties" ->
                "{\"additionalProperty\":" + JsonStrings.quote(property(found)) + "}";
            case "propertyNames" -> "{\"propertyName\":" + JsonStrings.quote(property(found)) + "}";
            case "enum" -> "{\"allowedValues\":" + json + "}";
            case "const" -> "{\"allowedValue\":" + json + "}";
            case "format", "pattern", "multipleOf" -> "{\"" + keyword + "\":" + json + "}";
            case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties" ->
                "{\"limit\":" + json + "}";
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                "{\"comparison\":\"" + comparison(keyword) + "\",\"limit\":" + json + ",\"exclusive\":"
                        + keyword.startsWith("exclusive") + "}";
            default -> "{}";
        };
    }

    private static String comparison(String keyword) {
        return switch (keyword) {
            case "minimum" -> ">=";
            case "maximum" -> "<=";
            case "exclusiveMinimum" -> ">";
            default -> "<";
        };
    }

    private static String property(Error found) {
        return found.getProperty() == null ? "" : found.getProperty();
    }

    /** A value as it stands in a sentence: several types with commas, a string without its quotes. */
    private static String text(@Nullable JsonNode wanted) {
        if (wanted == null) {
            return "";
        }
        if (wanted.isArray()) {
            List<String> items = new ArrayList<>();
            wanted.values().forEach(item -> items.add(text(item)));
            return items.stream().collect(Collectors.joining(","));
        }
        return wanted.isString() ? wanted.stringValue() : wanted.toString();
    }
}
