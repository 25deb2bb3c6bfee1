package io.mirrorlog.agent.stream;

import io.mirrorlog.agent.format.TextTemplate;
import io.mirrorlog.connector.Scalar;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A field of the mirrored event as a stream makes it: a template over the fields of the event that came. One that is
 * nothing but a variable takes its value over, so that a number stays a number.
 */
final class Field {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([A-Za-z_][\\w.-]*)\\s*\\}\\}");

    private final @Nullable FieldPath path;
    private final TextTemplate template;

    /** @throws IllegalArgumentException saying what is wrong with the template */
    Field(String template) {
        Matcher variable = VARIABLE.matcher(template);
        this.template = TextTemplate.of(template);
        this.path = variable.matches() ? FieldPath.parse(variable.group(1)) : null;
    }

    /** Whether it is the same for all events. */
    static boolean isConstant(String template) {
        return !template.contains("{{");
    }

    /** Null where it is nothing. */
    @Nullable
    Scalar of(Given event) {
        if (path != null) {
            Scalar value = path.in(event.json());
            return value == null || value.text().isEmpty() || value.json().length() > TextTemplate.TEXT_MAX
                    ? null
                    : value;
        }
        String text = template.text(event.fields()).strip();
        return text.isEmpty() ? null : Scalar.of(text);
    }

    /** Null where it is nothing. */
    @Nullable
    String textOf(Given event) {
        String text = template.text(event.fields()).strip();
        return text.isEmpty() ? null : text;
    }

    /** The event that came. One thread. */
    record Given(String json, TextTemplate.Fields fields) {

        Given(String json) {
            this(json, new TextTemplate.Fields(json));
        }
    }
}
