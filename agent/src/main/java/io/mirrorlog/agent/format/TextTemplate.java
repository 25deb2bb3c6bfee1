package io.mirrorlog.agent.format;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.Writer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Mustache template that makes a text of the fields of a JSON object. Safe for many threads. */
public final class TextTemplate {

    /** A text is cut behind so many characters: a list within an event may be long, and a template repeats it. */
    public static final int TEXT_MAX = 4_000;

    private static final Mustache.Formatter AS_IT_IS = Object::toString;

    private final Template template;

    private TextTemplate(Template template) {
        this.template = template;
    }

    /** @throws IllegalArgumentException saying what is wrong with the template */
    public static TextTemplate of(String template) {
        return new TextTemplate(Mustaches.compiled(template, AS_IT_IS));
    }

    /** An object whose fields templates show; each part of it is taken apart at most once. One thread. */
    public static final class Fields {

        private final Map<String, @Nullable Object> tree;

        /** @param json one compact object */
        public Fields(String json) {
            this.tree = MetadataTree.of(json);
        }
    }

    /** What is absent is nothing; an object or a list is its JSON text. */
    public String text(Fields fields) {
        var text = new Bounded();
        try {
            template.execute(fields.tree, text);
        } catch (Full full) {
            text.cut();
        }
        return text.toString();
    }

    /** The text is as long as it may be. */
    private static final class Full extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Full() {
            super("full", null, false, false); // no failure, but the way out of the template
        }
    }

    private static final class Bounded extends Writer {

        private final StringBuilder text = new StringBuilder(128);

        @Override
        public void write(char[] chars, int from, int count) {
            text.append(chars, from, count);
            check();
        }

        @Override
        public void write(String chars, int from, int count) {
            text.append(chars, from, from + count);
            check();
        }

        private void check() {
            if (text.length() > TEXT_MAX) {
                throw new Full();
            }
        }

        void cut() {
            text.setLength(Character.isHighSurrogate(text.charAt(TEXT_MAX - 2)) ? TEXT_MAX - 2 : TEXT_MAX - 1);
            text.append('…');
        }

        @Override
        public void flush() {
            // all of it is here
        }

        @Override
        public void close() {
            // nothing is held
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
