package io.mirrorlog.agent.format;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Templates that users write, in Mustache: strict where the library is not, and blind to all but maps and lists. */
final class Mustaches {

    private Mustaches() {}

    /**
     * @param formatter sees every value, also those of <code>{{{x}}}</code> and <code>{{&amp;x}}</code>, which an escaper
     *     would not
     * @throws IllegalArgumentException saying what is wrong with the template
     */
    static Template compiled(String template, Mustache.Formatter formatter) {
        if (template.isBlank()) {
            throw new IllegalArgumentException("not a Mustache template: it is empty");
        }
        Mustache.Compiler compiler = Mustache.compiler()
                .escapeHTML(false)
                .defaultValue("")
                .emptyStringIsFalse(true)
                .withCollector(new PlainCollector())
                .withFormatter(formatter);
        try {
            Template compiled = compiler.compile(template);
            compiled.visit(new Strictness());
            return compiled;
        } catch (MustacheException | IndexOutOfBoundsException e) { // the latter for {{}}
            throw new IllegalArgumentException("not a Mustache template: " + e.getMessage(), e);
        }
    }

    /** Looks into maps and lists only, never by reflection. */
    private static final class PlainCollector extends BasicCollector {
        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }

    /** Refuses what the library lets pass: tags that never end, and other templates, of which there are none. */
    private static final class Strictness implements Mustache.Visitor {
        @Override
        public void visitText(String text) {
            if (text.contains("{{")) {
                throw new IllegalArgumentException("not a Mustache template: a tag never ends: " + text);
            }
        }

        @Override
        public void visitVariable(String name) {}

        @Override
        public boolean visitInclude(String name) {
            throw new IllegalArgumentException("a template cannot include another: {{>" + name + "}}");
        }

        @Override
        public boolean visitParent(String name) {
            throw new IllegalArgumentException("a template cannot extend another: {{<" + name + "}}");
        }

        @Override
        public boolean visitBlock(String name) {
            throw new IllegalArgumentException("a template has no blocks to fill: {{$" + name + "}}");
        }

        @Override
        public boolean visitSection(String name) {
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return true;
        }
    }
}
