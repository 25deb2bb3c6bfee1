package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogKey;
import io.mirrorlog.agent.index.LogOrder;
import io.mirrorlog.agent.index.LogOrder.By;
import io.mirrorlog.agent.index.LogOrder.Direction;
import io.mirrorlog.agent.index.LogQuery;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Whatever no name of a user has on a wiki; of those, names on other sites may have some. */
    private static final Pattern NO_USER = Pattern.compile("[#<|{}\\[\\]\\p{Cntrl}]");

    /** All strangers have the number 0, and are not found by it. */
    private static final long NOBODY = -1;

    /** Who asks by the number of a user. */
    private static final Pattern USER_ID = Pattern.compile("#(\\d{1,18})");

    private final Asking asking;
    private final ApiParameters parameters;
    private final Samples samples;

    LogeventsWish(Asking asking, Samples samples) {
        this.asking = asking;
        this.parameters = asking.parameters();
        this.samples = samples;
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
        long limit = number("lelimit", text);
        if (limit >= 1 && limit <= most) {
            return (int) limit;
        }
        asking.result()
                .warn(
                        PATH,
                        "outofrange",
                        "The value \"" + text + "\" for parameter \"lelimit\" must be between 1 and " + most + ".",
                        limits(most));
        return limit < 1 ? 1 : most;
    }

    private static Map<String, String> limits(int most) {
        Map<String, String> limits = new LinkedHashMap<>();
        limits.put("min", "1");
        limits.put("curmax", String.valueOf(most));
        limits.put("max", String.valueOf(Logevents.LIMIT_MAX));
        limits.put("highmax", String.valueOf(Logevents.LIMIT_HIGH_MAX));
        return limits;
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
            throw ApiFault.badContinue(PATH);
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
        new PageWish(asking, samples).addTo(query);
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
        if (text.isEmpty() || text.equals("0")) {
            asking.result()
                    .warn(
                            PATH,
                            "unclearnowtimestamp",
                            "The value \"" + text + "\" for timestamp parameter \"" + name
                                    + "\" is deprecated. For the present time, say \"now\".",
                            Map.of());
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
        if (type != null
                && !LogKinds.TYPES.contains(type)
                && !samples.any(ofSite().type(type).query())) {
            throw ApiFault.badValue(PATH, "letype", type);
        }
        if (action != null) {
            int slash = action.indexOf('/');
            String first = slash < 0 ? "" : action.substring(0, slash);
            String second = action.substring(slash + 1);
            boolean known = slash >= 0
                    && (LogKinds.ACTIONS.contains(action)
                            || samples.any(ofSite().type(first).action(second).query()));
            if (!known) {
                throw new ApiFault(PATH, "unknown_leaction", ApiFault.unrecognized("leaction", action));
            }
            query.type(first).action(second);
        } else if (type != null) {
            query.type(type);
        }
    }

    private void addUser(LogQuery.Asking query) throws ApiFault {
        String text = parameters.text("leuser");
        if (text == null) {
            return;
        }
        Matcher number = USER_ID.matcher(text);
        if (number.matches()) {
            long id = Long.parseLong(number.group(1));
            query.userId(id == 0 ? NOBODY : id);
            return;
        }
        String name = WikiTitle.blanksAsOne(text);
        if (name.isEmpty() || NO_USER.matcher(name).find()) {
            throw new ApiFault(PATH, "baduser", "Invalid value \"" + text + "\" for user parameter \"leuser\".");
        }
        query.user(asWritten(name));
    }

    /** As given if anybody is called so; else an address in its one form, and a name without its namespace, capitalized. */
    private String asWritten(String name) {
        if (samples.any(ofSite().user(name).query())) {
            return name;
        }
        return WikiAddress.canonical(name)
                .or(() -> WikiTitle.read(name)
                        .filter(title -> title.namespace() == WikiNamespace.USER)
                        .map(title -> title.capitalized().name()))
                .orElseGet(() -> WikiTitle.capitalized(name));
    }

    private void addIds(LogQuery.Asking query) throws ApiFault {
        Set<Long> ids = new HashSet<>();
        for (String text : values("leids", "")) {
            ids.add(number("leids", text));
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

    private static long number(String name, String text) throws ApiFault {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw badInteger(name, text);
        }
    }

    private static ApiFault badInteger(String name, String text) {
        return new ApiFault(
                PATH, "badinteger", "Invalid value \"" + text + "\" for integer parameter \"" + name + "\".");
    }
}
