package io.mirrorlog.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document into settings.
 *
 * <p>It builds from the parser's events rather than from its nodes: an alias can only name what is complete, so nothing
 * contains itself, and depth and size are counted before anything grows. At most {@value #DEPTH_MAX} levels and
 * {@value #SIZE_MAX} values, aliases counted as what they stand for. For one thread, for one document.
 */
final class YamlReader {

    static final int DEPTH_MAX = 32;
    static final int SIZE_MAX = 100_000;

    private static final String TAGS = "tags have no meaning here; quote a value that begins with !";

    private final Iterator<Event> events;
    private final Problems problems;
    private final Map<String, Setting> anchors = new HashMap<>();
    private final Set<String> unfinished = new HashSet<>();
    private int depth;

    /** Where the reading is: {@code connections.slack-ops}. */
    private String path = "";

    private YamlReader(Iterable<Event> events, Problems problems) {
        this.events = events.iterator();
        this.problems = problems;
    }

    /**
     * The top of the document: an empty section when there is none.
     *
     * @throws ConfigurationException when the text is not YAML, or too large; lesser problems are only collected
     */
    static Setting read(String yaml, Problems problems) throws ConfigurationException {
        LoadSettings settings = LoadSettings.builder().setParseComments(false).build();
        try {
            return new YamlReader(new Parse(settings).parseString(yaml), problems).document();
        } catch (TooMuchException e) {
            problems.add(e.place, "", e.text);
        } catch (MarkedYamlEngineException e) {
            // Only what the parser missed and where: its full message quotes the line, which may hold a secret.
            Place place = e.getProblemMark().map(YamlReader::place).orElse(Place.START);
            problems.add(place, "", "not YAML: " + missed(e));
        } catch (ReaderException e) {
            int end = yaml.offsetByCodePoints(0, Math.min(e.getPosition(), yaml.codePointCount(0, yaml.length())));
            problems.add(Place.behind(yaml.substring(0, end)), "", "not YAML: a character that YAML does not allow");
        } catch (YamlEngineException e) {
            problems.add(Place.START, "", "not YAML");
        }
        throw problems.asException();
    }

    private static String missed(MarkedYamlEngineException e) {
        if (e.getProblem().contains("tag handle")) {
            return TAGS; // its text names the tag, which may be a secret without quotes
        }
        return e.getContext() == null ? e.getProblem() : e.getContext() + ", " + e.getProblem();
    }

    private Setting document() {
        Setting top = Setting.Section.empty(Place.START);
        boolean begun = false;
        while (events.hasNext()) {
            Event event = events.next();
            if (!(event instanceof NodeEvent node)) {
                continue;
            }
            if (begun) {
                throw new TooMuchException(place(event), "a second document begins here; a configuration is one");
            }
            begun = true;
            top = setting(node);
        }
        return top;
    }

    private Setting setting(NodeEvent event) {
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        Optional<String> anchor = event.getAnchor().map(Anchor::getValue);
        anchor.ifPresent(unfinished::add);
        Setting setting = event instanceof ScalarEvent scalar ? text(scalar) : collection((CollectionStartEvent) event);
        anchor.ifPresent(name -> {
            anchors.put(name, setting);
            unfinished.remove(name);
        });
        return setting;
    }

    /** The names of aliases are not told: a secret that begins with a star and has no quotes looks like one. */
    private Setting aliased(AliasEvent alias) {
        String name = alias.getAlias().getValue();
        if (unfinished.contains(name)) {
            return broken(alias, "an alias stands inside of what it names; that has no end");
        }
        Setting setting = anchors.get(name);
        return setting != null
                ? setting
                : broken(alias, "no anchor of this name stands before; quote a value that begins with *");
    }

    private Setting text(ScalarEvent event) {
        if (event.getTag().isPresent()) {
            return broken(event, TAGS);
        }
        return new Setting.Text(place(event), event.getValue(), event.isPlain());
    }

    private Setting collection(CollectionStartEvent start) {
        if (++depth > DEPTH_MAX) {
            throw new TooMuchException(place(start), "nested too deeply; at most " + DEPTH_MAX + " levels");
        }
        Setting collection = start.getEventId() == Event.ID.SequenceStart ? items(start) : section(start);
        depth--;
        return start.getTag().isPresent() ? broken(start, TAGS) : collection;
    }

    private Setting items(CollectionStartEvent start) {
        List<Setting> items = new ArrayList<>();
        int size = 1;
        for (Event event = events.next(); event instanceof NodeEvent node; event = events.next()) {
            Setting item = setting(node);
            size = added(size, item, event);
            items.add(item);
        }
        return new Setting.Items(place(start), items, size);
    }

    private Setting section(CollectionStartEvent start) {
        Map<String, Setting.Entry> entries = new LinkedHashMap<>();
        List<Setting> merges = new ArrayList<>();
        int size = 1;
        for (Event event = events.next(); event instanceof NodeEvent node; event = events.next()) {
            Setting key = setting(node);
            Setting value = valueOf(key);
            size = added(size, value, event);
            if (!(key instanceof Setting.Text text) || text.text().isEmpty()) {
                unusable(key);
            } else if (text.plain() && text.text().equals("<<")) {
                merges.add(value);
            } else {
                enter(entries, text, value);
            }
        }
        merges.forEach(merge -> merge(entries, merge));
        return new Setting.Section(place(start), entries, size);
    }

    private Setting valueOf(Setting key) {
        String outer = path;
        path = key instanceof Setting.Text text ? Binder.join(outer, text.text()) : outer;
        Setting value = setting((NodeEvent) events.next());
        path = outer;
        return value;
    }

    private void unusable(Setting key) {
        if (!(key instanceof Setting.Broken)) {
            problems.add(key.place(), path, "a key is one word; this is none");
        }
    }

    private void enter(Map<String, Setting.Entry> entries, Setting.Text key, Setting value) {
        Setting.Entry first = entries.putIfAbsent(key.text(), new Setting.Entry(key.place(), value));
        if (first != null) {
            problems.add(
                    key.place(), Binder.join(path, key.text()), "stands here twice; the first is at " + first.key());
        }
    }

    /** Own keys win over merged ones, earlier merges over later ones. */
    private void merge(Map<String, Setting.Entry> entries, Setting merged) {
        if (merged instanceof Setting.Section section) {
            section.entries().forEach(entries::putIfAbsent);
        } else if (merged instanceof Setting.Items items) {
            items.items().forEach(item -> merge(entries, item));
        } else if (!(merged instanceof Setting.Broken)) {
            problems.add(merged.place(), Binder.join(path, "<<"), "merges sections only; write <<: *name");
        }
    }

    private static int added(int size, Setting part, Event where) {
        long sum = (long) size + part.size();
        if (sum > SIZE_MAX) {
            throw new TooMuchException(place(where), "more than " + SIZE_MAX + " values, aliases counted as a whole");
        }
        return (int) sum;
    }

    private Setting broken(Event event, String text) {
        problems.add(place(event), path, text);
        return new Setting.Broken(place(event));
    }

    private static Place place(Event event) {
        return event.getStartMark().map(YamlReader::place).orElse(Place.START);
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Ends the reading at once. */
    private static final class TooMuchException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Place place;
        private final String text;

        TooMuchException(Place place, String text) {
            super(text, null, false, false);
            this.place = place;
            this.text = text;
        }
    }
}
