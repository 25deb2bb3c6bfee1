package io.mirrorlog.agent.index;

import io.mirrorlog.agent.filter.SeverityPattern;
import io.mirrorlog.agent.filter.TypePattern;
import io.mirrorlog.connector.Event;
import io.mirrorlog.connector.JsonStrings;
import io.mirrorlog.connector.Scalar;
import io.mirrorlog.connector.Severity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events and questions of few words, so that they meet; the same for the same seed. */
final class LogSamples {

    private static final long BEGIN = 1_790_000_000;
    private static final int SECONDS = 40;
    private static final List<String> SITES = List.of("shop", "wiki", "forum", "de.wiki");
    private static final List<String> TYPES = List.of("user", "delete", "1000", "4005", "block", "a/b");
    private static final List<String> ACTIONS = List.of("login", "delete", "block", "failed-login");
    private static final List<String> USERS = List.of("admin", "Ann", "ann", "7", "Zoë", "漢字");
    private static final List<String> TITLES =
            List.of("Main Page", "User:Ann", "User:Ann/x", "User:Bob", "Über", "漢", "User:\ud83d\ude00", "T%_");

    private final Random random;

    LogSamples(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    Event event() {
        long second = random.nextInt(50) == 0 ? BEGIN - 4_000_000_000L : BEGIN + random.nextInt(SECONDS);
        int nano = random.nextBoolean() ? 0 : random.nextInt(4) * 250_000_000 + random.nextInt(2);
        return new Event(
                Instant.ofEpochSecond(second, nano).atOffset(ZoneOffset.ofHours(random.nextInt(5) - 2)),
                one(SITES),
                one(List.of(Severity.values())),
                one(List.of("signed in", "Deleted the page", "tried & failed", "Straße")),
                random.nextBoolean() ? Scalar.of(random.nextInt(500)) : Scalar.of("id-" + random.nextInt(500)),
                maybe(TYPES),
                maybe(ACTIONS),
                maybe(USERS),
                metadata(),
                random.nextInt(20) == 0 ? "{\"id_reused\":true}" : Event.NONE);
    }

    private String metadata() {
        if (random.nextInt(3) == 0) {
            return Event.NONE;
        }
        var json = new StringBuilder("{\"ns\":").append(random.nextInt(4) - 1);
        json.append(",\"title\":").append(JsonStrings.quote(one(TITLES)));
        json.append(random.nextBoolean() ? ",\"userid\":" + random.nextInt(5) : "");
        if (random.nextBoolean()) {
            json.append(",\"tags\":[").append(JsonStrings.quote(one(USERS))).append(']');
        }
        return json.append('}').toString();
    }

    private @Nullable Scalar maybe(List<String> words) {
        String word = one(words);
        if (random.nextInt(4) == 0) {
            return null;
        }
        return word.matches("\\d+") && random.nextBoolean() ? new Scalar(word) : Scalar.of(word);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    LogOrder order() {
        return new LogOrder(one(List.of(LogOrder.By.values())), one(List.of(LogOrder.Direction.values())));
    }

    LogQuery query() {
        LogQuery.Asking asking = LogQuery.asking();
        for (int i = random.nextInt(4); i > 0; i--) {
            ask(asking);
        }
        return asking.query();
    }

    private void ask(LogQuery.Asking asking) {
        switch (random.nextInt(15)) {
            case 0 -> asking.site(one(SITES));
            case 1 -> asking.sites(Set.of("shop", "wiki", "nobody"));
            case 2 -> asking.since(Instant.ofEpochSecond(BEGIN + random.nextInt(SECONDS), random.nextInt(2)));
            case 3 -> asking.until(Instant.ofEpochSecond(BEGIN + random.nextInt(SECONDS), random.nextInt(2)));
            case 4 -> asking.severity(SeverityPattern.parse(one(List.of("high+", "low", "critical", "low+"))));
            case 5 ->
                asking.pattern(TypePattern.parse(one(List.of("user/*", "1000-4010", "*lo*", "user", "a/b", "none"))));
            case 6 -> asking.type(one(TYPES));
            case 7 -> asking.action(one(ACTIONS));
            case 8 -> asking.user(one(USERS));
            case 9 -> asking.title(one(TITLES));
            case 10 -> asking.titlePrefix(one(List.of("User:", "User:Ann", "T%", "Ü", "User:\ud83d", "Q")));
            case 11 -> asking.namespace((long) random.nextInt(4) - 1);
            case 12 -> asking.tag(one(USERS));
            case 13 -> asking.userId((long) random.nextInt(5));
            default -> askForNames(asking);
        }
    }

    private void askForNames(LogQuery.Asking asking) {
        switch (random.nextInt(4)) {
            case 0 -> asking.logIds(Set.of(7L, 8L + random.nextInt(400)));
            case 1 -> asking.sequences(Set.of(1L, 100L + random.nextInt(300), 99L));
            case 2 -> asking.ids(Set.of("id-" + random.nextInt(500), "7", Integer.toString(8 + random.nextInt(400))));
            default -> asking.text(FreeText.parse(one(List.of("DELETED page", "stra", "ann", "login zoë", "ZOË"))));
        }
    }
}
