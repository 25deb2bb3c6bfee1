package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogKey;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.LogOrder.By;
import io.mirrorlog.agent.index.LogOrder.Direction;
import io.mirrorlog.agent.index.LogQuery;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of {@code list=logevents}. One request, one thread. */
final class LogeventsWish {

    static final String PATH = "query+logevents";

    static final List<String> PROPS = List.of(
            "comment", "details", "ids", "parsedcomment", "tags", "timestamp", "title", "type", "user", "userid");

    static final String USUAL_PROPS = "ids|title|type|user|timestamp|comment|details";

    private static final Pattern PLACE = Pattern.compile("(\\d{14})\\|(\\d{1,18})(?:\\|(\\d{1,18}))?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
    private static final int DIGITS_MAX = 18;

    /** Whatever no name of a user has on a wiki; of those, names on other sites may have some. */
    private static final Pattern NO_USER = Pattern.compile("[#<|{}\\[\\]\\p{Cntrl}]");

    private final Asking asking;
    private final ApiParameters parameters;
    private final Predicate<LogQuery> retained;

    /** @param retained whether there is any such event */
    LogeventsWish(Asking asking, Predicate<LogQuery> retained) {
        this.asking = asking;
        this.parameters = asking.parameters();
        this.retained = retained;
    }

    /** What of each entry is asked for. */
    Set<String> props() throws ApiFault {
        List<String> asked = values("leprop", USUAL_PROPS);
        if (asked.equals(List.of("*"))) {
            return Set.copyOf(PROPS);
        }
        Set<String> known = new HashSet<>(asked);
        known.retainAll(PROPS);
        Unrecognized.warn(
                asking.result(),
                PATH,
                "leprop",
                asked.stream().filter(prop -> !PROPS.contains(prop)).toList());
        return known;
    }

    int limit() throws ApiFault {
        int most = asking.reader().named() ? Logevents.LIMIT_HIGH_MAX : Logevents.LIMIT_MAX;
        String text = parameters.text("lelimit", String.valueOf(Logevents.LIMIT));
        if (text.equals("max")) {
            asking.result().note("limits", "{\"logevents\":" + most + "}");
            return most;
        }
        if (!INTEGER.matcher(text).matches()) {
            throw badInteger("lelimit", text);
        }
        int limit = text.startsWith("-") ? 0 : text.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(text);
        if (limit >= 1 && limit <= most) {
            return limit;
        }
        asking.result()
                .warn(
                        PATH,
                        "integeroutofrange",
                        "The value \"" + text + "\" for parameter \"lelimit\" must be between 1 and " + most + ".");
        return limit < 1 ? 1 : most;
    }

    LogOrder order() throws ApiFault {
        String direction = parameters.text("ledir", "older");
        By by = asking.wiki().site() == null ? By.SEQUENCE : By.LOG_ID;
        return switch (direction) {
            case "older" -> new LogOrder(by, Direction.NEWEST_FIRST);
            case "newer" -> new LogOrder(by, Direction.OLDEST_FIRST);
            default -> throw ApiFault.badValue(PATH, "ledir", direction);
        };
    }

    /** Where to begin. */
    LogKey from(LogOrder order) throws ApiFault {
        String text = parameters.text("lecontinue");
        if (text == null) {
            return order.start();
        }
        Matcher place = PLACE.matcher(text);
        Optional<Instant> time = place.matches() ? WikiTime.ofStamp(place.group(1)) : Optional.empty();
        if (time.isEmpty()) {
            throw new ApiFault(
                    PATH,
                    "badcontinue",
                    "Invalid continue param. You should pass the original value returned by the previous query.");
        }
        long second = time.get().getEpochSecond();
        long id = Long.parseLong(place.group(2));
        String sequence = place.group(3);
        return sequence == null ? order.at(second, id) : new LogKey(second, id, Long.parseLong(sequence));
    }

    LogQuery query(LogOrder order) throws ApiFault {
        LogQuery.Asking query = ofSite();
        boolean newestFirst = order.direction() == Direction.NEWEST_FIRST;
        Instant start = time("lestart");
        Instant end = time("leend");
        Instant last = newestFirst ? start : end;
        query.since(newestFirst ? end : start).until(last == null ? null : last.plusSeconds(1)); // that second included
        addKind(query);
        addUser(query);
        addPage(query);
        query.tag(parameters.text("letag"));
        addIds(query);
        return query.query();
    }

    private LogQuery.Asking ofSite() {
        return LogQuery.asking().site(asking.wiki().site());
    }

    private @Nullable Instant time(String name) throws ApiFault {
        String text = parameters.text(name);
        if (text == null) {
            return null;
        }
        if (text.isEmpty()) {
            asking.result()
                    .warn(
                            PATH,
                            "unclearnowtimestamp",
                            "An empty value for timestamp parameter \"" + name
                                    + "\" is deprecated. For the present time, say \"now\".");
            return asking.now();
        }
        return WikiTime.read(text, asking.now())
                .orElseThrow(() -> new ApiFault(
                        PATH,
                        "badtimestamp",
                        "Invalid value \"" + text + "\" for timestamp parameter \"" + name + "\"."));
    }

    /** A kind is known where MediaWiki has it, or an event of it is retained: a word that is misspelled is told. */
    private void addKind(LogQuery.Asking query) throws ApiFault {
        String type = parameters.text("letype");
        String action = parameters.text("leaction");
        if (action != null) {
            int slash = action.indexOf('/');
            String first = slash < 0 ? "" : action.substring(0, slash);
            String second = action.substring(slash + 1);
            boolean known = slash >= 0
                    && (LogKinds.ACTIONS.contains(action)
                            || retained.test(ofSite().type(first).action(second).query()));
            if (!known) {
                throw new ApiFault(PATH, "unknown_leaction", ApiFault.unrecognized("leaction", action));
            }
            query.type(first).action(second);
        } else if (type != null) {
            if (!LogKinds.TYPES.contains(type)
                    && !retained.test(ofSite().type(type).query())) {
                throw ApiFault.badValue(PATH, "letype", type);
            }
            query.type(type);
        }
    }

    private void addUser(LogQuery.Asking query) throws ApiFault {
        String text = parameters.text("leuser");
        if (text == null) {
            return;
        }
        String name = WikiTitle.blanksAsOne(text);
        if (name.isEmpty() || NO_USER.matcher(name).find()) {
            throw new ApiFault(PATH, "baduser", "Invalid value \"" + text + "\" for user parameter \"leuser\".");
        }
        String capitalized = WikiTitle.capitalized(name);
        boolean asGiven =
                name.equals(capitalized) || retained.test(ofSite().user(name).query());
        query.user(asGiven ? name : capitalized);
    }

    private void addPage(LogQuery.Asking query) throws ApiFault {
        String title = parameters.text("letitle");
        String prefix = parameters.text("leprefix");
        String namespace = parameters.text("lenamespace");
        refuseTogether("letitle", title, "lenamespace", namespace);
        refuseTogether("letitle", title, "leprefix", prefix);
        refuseTogether("leprefix", prefix, "lenamespace", namespace);
        if (title != null) {
            WikiTitle wanted = WikiTitle.read(title).orElseThrow(() -> badTitle(title));
            boolean asGiven = wanted.equals(wanted.capitalized())
                    || retained.test(ofSite().title(wanted.text()).query());
            query.title((asGiven ? wanted : wanted.capitalized()).text());
        }
        if (prefix != null) {
            WikiTitle wanted = WikiTitle.readPrefix(prefix).orElseThrow(() -> badTitle(prefix));
            boolean asGiven = wanted.equals(wanted.capitalized())
                    || retained.test(ofSite().titlePrefix(wanted.text()).query());
            query.titlePrefix((asGiven ? wanted : wanted.capitalized()).text())
                    .namespace((long) wanted.namespace().id());
        }
        if (namespace != null) {
            query.namespace(knownNamespace(namespace));
        }
    }

    private long knownNamespace(String text) throws ApiFault {
        boolean number = INTEGER.matcher(text).matches() && text.length() <= DIGITS_MAX;
        long namespace = number ? Long.parseLong(text) : 0;
        if (!number
                || !(WikiNamespace.isKnown(namespace)
                        || retained.test(ofSite().namespace(namespace).query()))) {
            throw ApiFault.badValue(PATH, "lenamespace", text);
        }
        return namespace;
    }

    private void addIds(LogQuery.Asking query) throws ApiFault {
        Set<Long> ids = new HashSet<>();
        for (String text : values("leids", "")) {
            if (!INTEGER.matcher(text).matches() || text.length() > DIGITS_MAX) {
                throw badInteger("leids", text);
            }
            ids.add(Long.parseLong(text));
        }
        if (asking.wiki().site() == null) {
            query.sequences(ids);
        } else {
            query.logIds(ids);
        }
    }

    private List<String> values(String name, String absent) throws ApiFault {
        List<String> values = parameters.list(name, absent);
        int most = asking.reader().named() ? Parameter.VALUES_HIGH_MAX : Parameter.VALUES_MAX;
        if (values.size() > most) {
            throw new ApiFault(
                    PATH,
                    "toomanyvalues",
                    "Too many values supplied for parameter \"" + name + "\". The limit is " + most + ".");
        }
        return values;
    }

    private static void refuseTogether(String one, @Nullable String first, String other, @Nullable String second)
            throws ApiFault {
        if (first != null && second != null) {
            throw new ApiFault(
                    PATH,
                    "invalidparammix",
                    "The parameters \"" + one + "\" and \"" + other + "\" can not be used together.");
        }
    }

    private static ApiFault badTitle(String title) {
        return new ApiFault(PATH, "invalidtitle", "Bad title \"" + title + "\".");
    }

    private static ApiFault badInteger(String name, String text) {
        return new ApiFault(
                PATH, "badinteger", "Invalid value \"" + text + "\" for integer parameter \"" + name + "\".");
    }
}
