package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogFields;
import io.mirrorlog.agent.index.LogQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads which page is asked for. One request, one thread.
 *
 * <p>A wiki has words of its own for its namespaces, and a page is called by them or by MediaWiki's. The mirror learns
 * them from the titles that the log has.
 */
final class PageWish {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}");

    private final Asking asking;
    private final Samples samples;

    PageWish(Asking asking, Samples samples) {
        this.asking = asking;
        this.samples = samples;
    }

    /** @throws ApiFault when it is no page, or said in more than one way */
    void addTo(LogQuery.Asking query) throws ApiFault {
        ApiParameters parameters = asking.parameters();
        String namespace = parameters.text("lenamespace");
        if (namespace != null) {
            query.namespace(knownNamespace(namespace));
        }
        String title = parameters.text("letitle");
        String prefix = parameters.text("leprefix");
        refuseTogether(title, namespace, prefix);
        if (title != null) {
            WikiTitle wanted = WikiTitle.read(title).orElseThrow(() -> badTitle(title));
            query.title(asWritten(wanted, way -> ofSite().title(way).query()));
        }
        if (prefix != null) {
            WikiTitle wanted = WikiTitle.readPrefix(prefix).orElseThrow(() -> badTitle(prefix));
            query.titlePrefix(asWritten(wanted, way -> ofSite().titlePrefix(way).query()));
            if (!wanted.text().contains(":")) { // else no page of another namespace begins so
                query.namespace((long) WikiNamespace.MAIN.id());
            }
        }
    }

    /** That of the ways to write it by which something is found; as nearly all wikis write it where nothing is. */
    private String asWritten(WikiTitle wanted, Function<String, LogQuery> search) {
        String usual = wanted.capitalized().text();
        Set<String> ways = new LinkedHashSet<>(List.of(wanted.text(), usual));
        ways.add(wanted.capitalizedBehindColon().text());
        if (ways.size() == 1 && wanted.namespace() == WikiNamespace.MAIN) {
            return usual;
        }
        for (String way : ways) {
            if (samples.any(search.apply(way))) {
                return way;
            }
        }
        return localName(wanted.namespace())
                .map(word -> word + ":" + wanted.capitalized().name())
                .orElse(usual);
    }

    /** What the wiki itself calls a namespace, by a title that the log has. */
    private Optional<String> localName(WikiNamespace namespace) {
        return namespace == WikiNamespace.MAIN
                ? Optional.empty()
                : samples.newest(ofSite().namespace((long) namespace.id()).query())
                        .flatMap(queued -> Optional.ofNullable(
                                LogFields.facts(queued.event()).title()))
                        .filter(title -> title.indexOf(':') > 0)
                        .map(title -> title.substring(0, title.indexOf(':')));
    }

    private long knownNamespace(String text) throws ApiFault {
        boolean number = NUMBER.matcher(text).matches();
        long namespace = number ? Long.parseLong(text) : 0;
        if (!number
                || !(WikiNamespace.isKnown(namespace)
                        || samples.any(ofSite().namespace(namespace).query()))) {
            throw ApiFault.badValue(LogeventsWish.PATH, "lenamespace", text);
        }
        return namespace;
    }

    private LogQuery.Asking ofSite() {
        return LogQuery.asking().site(asking.wiki().site());
    }

    private static void refuseTogether(@Nullable String title, @Nullable String namespace, @Nullable String prefix)
            throws ApiFault {
        List<String> said = new ArrayList<>();
        if (title != null) {
            said.add("\"letitle\"");
        }
        if (namespace != null) {
            said.add("\"lenamespace\"");
        }
        if (prefix != null) {
            said.add("\"leprefix\"");
        }
        if (said.size() > 1) {
            String last = said.remove(said.size() - 1);
            throw new ApiFault(
                    LogeventsWish.PATH,
                    "invalidparammix",
                    "The parameters " + String.join(", ", said) + " and " + last + " can not be used together.");
        }
    }

    private static ApiFault badTitle(String title) {
        return new ApiFault(LogeventsWish.PATH, "invalidtitle", "Bad title \"" + title + "\".");
    }
}
