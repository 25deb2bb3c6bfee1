package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.http.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of JSON as OpenTelemetry's protocol writes it; numbers that its types cannot hold are texts. */
final class AnyValue {

    private AnyValue() {}

    /** @param value as {@link Json} reads it */
    static void append(StringBuilder to, @Nullable Object value) {
        if (value instanceof String text) {
            JsonStrings.appendQuoted(to.append("{\"stringValue\":"), text);
        } else if (value instanceof Boolean truth) {
            to.append("{\"boolValue\":").append(truth);
        } else if (value instanceof Json.Digits digits) {
            appendNumber(to, digits.text());
        } else if (value instanceof List<?> list) {
            appendList(to, list);
        } else if (value instanceof Map<?, ?> object) {
            appendObject(to, object);
        } else {
            to.append('{');
        }
        to.append('}');
    }

    private static void appendNumber(StringBuilder to, String digits) {
        if (digits.matches("-?[0-9]{1,18}")) {
            to.append("{\"intValue\":\"").append(digits).append('"');
        } else if (Double.isFinite(Double.parseDouble(digits))
                && new BigDecimal(digits).compareTo(BigDecimal.valueOf(Double.parseDouble(digits))) == 0) {
            to.append("{\"doubleValue\":").append(digits);
        } else {
            JsonStrings.appendQuoted(to.append("{\"stringValue\":"), digits);
        }
    }

    private static void appendList(StringBuilder to, List<?> list) {
        to.append("{\"arrayValue\":{\"values\":[");
        String comma = "";
        for (Object item : list) {
            append(to.append(comma), item);
            comma = ",";
        }
        to.append("]}");
    }

    private static void appendObject(StringBuilder to, Map<?, ?> object) {
        to.append("{\"kvlistValue\":{\"values\":[");
        String comma = "";
        for (Map.Entry<?, ?> member : object.entrySet()) {
            JsonStrings.appendQuoted(to.append(comma).append("{\"key\":"), String.valueOf(member.getKey()));
            append(to.append(",\"value\":"), member.getValue());
            to.append('}');
            comma = ",";
        }
        to.append("]}");
    }
}
