package io.mirrorlog.agent.format;

import com.samskivert.mustache.Template;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Mustache template over the event's fields; every value is escaped for where it stands, in a line or in JSON. */
final class TemplateFormat implements Format {

    /** A JSON object, or an array of strings, arrays or objects; {@code [{{timestamp}}]} begins a line, not JSON. */
    private static final Pattern JSON = Pattern.compile("\\s*(\\{(?!\\{)|\\[[\\s\\[]*(\"|\\{(?!\\{))).*");

    private final Template template;
    private final ShownTime time;

    /** @throws IllegalArgumentException saying what is wrong with the template */
    TemplateFormat(String template, ZoneId zone) {
        checkOneLine(template);
        this.time = new ShownTime(zone);
        this.template = Mustaches.compiled(
                template, JSON.matcher(template).matches() ? TemplateFormat::inJson : TemplateFormat::inLine);
    }

    @Override
    public void append(StringBuilder to, Event event, String identifier, long sequence) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("timestamp", Timestamps.format(time.of(event.timestamp())));
        fields.put("site", event.site());
        fields.put("identifier", identifier);
        fields.put("severity", event.severity().name());
        fields.put("message", event.message());
        put(fields, "id", event.id());
        put(fields, "type", event.type());
        put(fields, "action", event.action());
        put(fields, "user", event.user());
        if (sequence != 0) {
            fields.put("sequence", sequence);
        }
        fields.put("metadata", MetadataTree.of(event.metadata()));
        to.append(template.execute(fields));
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Scalar value) {
        if (value != null) {
            fields.put(name, value.text());
        }
    }

    private static void checkOneLine(String template) {
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (JsonStrings.isPair(template, i)) {
                i++;
            } else if (JsonStrings.isUnsafe(c)) {
                throw new IllegalArgumentException(
                        (c == '\n' || c == '\r' ? "a template is one line; it breaks" : "not allowed in a line")
                                + " at character " + (i + 1));
            }
        }
    }

    private static CharSequence inJson(Object value) {
        String text = value.toString();
        var escaped = new StringBuilder(text.length() + 16);
        JsonStrings.appendEscaped(escaped, text);
        return escaped;
    }

    private static CharSequence inLine(Object value) {
        String text = value.toString();
        var escaped = new StringBuilder(text.length() + 16);
        LineText.appendMessage(escaped, text);
        return escaped;
    }
}
