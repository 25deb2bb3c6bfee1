package io.mirrorlog.agent.config;

import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Secret;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes the configuration file for editors, from the records it is read into, as a JSON Schema of draft 7: the one
 * that editors know best.
 *
 * <p>It knows names, types and forms. Ranges, variables' contents and what concerns several options at once are only
 * checked when the file is loaded.
 */
public final class ConfigSchema {

    private ConfigSchema() {}

    /** The schema as JSON text that ends with a line end; the same text for the same connectors. */
    public static String generate(Collection<? extends ConnectorType<?>> connectors) {
        Map<String, Object> properties = properties(OptionSpec.of(TopOptions.class));
        properties.put("connections", connections(connectors));
        return JsonText.of(JsonText.object(
                "$schema",
                "http://json-schema.org/draft-07/schema#",
                "title",
                "Mirrorlog configuration",
                "type",
                "object",
                "required",
                List.of("connections"),
                "properties",
                properties,
                "additionalProperties",
                false));
    }

    private static Map<String, Object> connections(Collection<? extends ConnectorType<?>> connectors) {
        Map<String, Object> kind = JsonText.object(
                "description",
                OptionSpec.of(CommonOptions.Kind.class).get(0).description(),
                "enum",
                connectors.stream().map(ConnectorType::name).toList());
        Map<String, Object> connection = JsonText.object(
                "type",
                "object",
                "required",
                List.of("connector"),
                "properties",
                JsonText.object("connector", kind),
                "allOf",
                connectors.stream().map(ConfigSchema::choice).toList());
        return JsonText.object(
                "description",
                "the destinations by name, at least one",
                "type",
                "object",
                "minProperties",
                1,
                "propertyNames",
                JsonText.object("pattern", Names.CONNECTION_PATTERN),
                "additionalProperties",
                connection);
    }

    /** What a connection may hold when it has that connector. */
    private static Map<String, Object> choice(ConnectorType<?> connector) {
        List<OptionSpec> options = new ArrayList<>(OptionSpec.of(connector.options()));
        options.addAll(OptionSpec.of(CommonOptions.class));
        if (connector.remote()) {
            options.addAll(OptionSpec.of(Network.class));
        }
        Map<String, Object> properties = properties(options);
        if (properties.size() < options.size() || properties.put("connector", JsonText.object()) != null) {
            throw new IllegalArgumentException(connector.name() + " has an option that every connection has already");
        }
        Map<String, Object> named = JsonText.object("connector", JsonText.object("const", connector.name()));
        return JsonText.object("if", JsonText.object("properties", named), "then", object(properties, options));
    }

    private static Map<String, Object> object(Map<String, Object> properties, List<OptionSpec> options) {
        Map<String, Object> object = new LinkedHashMap<>();
        List<String> required = options.stream()
                .filter(OptionSpec::isRequired)
                .map(OptionSpec::key)
                .toList();
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        object.put("properties", properties);
        object.put("additionalProperties", false);
        return object;
    }

    private static Map<String, Object> properties(List<OptionSpec> options) {
        Map<String, Object> properties = new LinkedHashMap<>();
        options.forEach(option -> properties.put(option.key(), property(option)));
        return properties;
    }

    private static Map<String, Object> property(OptionSpec option) {
        Map<String, Object> property = JsonText.object("description", option.description());
        if (option.orElse() != null && !option.isSection()) {
            property.put("default", standardValue(option, option.orElse()));
        }
        property.putAll(type(option.type()));
        if (option.isSection()) {
            property.put("type", List.of(property.getOrDefault("type", "object"), "null"));
        }
        return property;
    }

    private static Object standardValue(OptionSpec option, String text) {
        Class<?> type = option.raw();
        boolean literal = type == int.class || type == long.class || type == boolean.class;
        return literal ? ValueType.of(type, Path.of("")).reading().apply(text) : text;
    }

    private static Map<String, Object> type(Type type) {
        Class<?> raw = OptionSpec.raw(type);
        if (raw == Secret.class) {
            return type(OptionSpec.held(type));
        }
        if (ValueType.isOne(raw)) {
            return ValueType.of(raw, Path.of("")).schema();
        }
        if (raw.isSealed()) {
            List<Object> forms = new ArrayList<>();
            for (Class<?> form : raw.getPermittedSubclasses()) {
                forms.add(type(form));
            }
            return JsonText.object("anyOf", forms);
        }
        Map<String, Object> schema = JsonText.object("type", raw == List.class ? "array" : "object");
        if (raw == List.class) {
            schema.put("items", type(OptionSpec.held(type)));
        } else if (raw == Map.class) {
            schema.put("additionalProperties", type(OptionSpec.held(type)));
        } else {
            List<OptionSpec> options = OptionSpec.of(raw.asSubclass(Record.class));
            schema.putAll(object(properties(options), options));
        }
        return schema;
    }
}
