package io.mirrorlog.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Events as several WordPress sites would send them: 200 bytes to 2 KB, about 500 on the average, the same ones in each
 * run.
 */
final class Samples {

    /** Events in a request. */
    static final int BATCH = 1_000;

    private static final long SEED = 20_261_121;
    private static final int BATCHES = 8;
    private static final String[] SITES = {"shop", "blog", "intranet", "forum", "press"};
    private static final String[] SEVERITIES = {"informational", "low", "low", "medium", "high", "critical"};
    private static final String[] USERS = {"admin", "editor", "mia.schmidt", "j.o'neill", "日本語"};
    private static final String[] ACTIONS = {"modified", "created", "login", "deleted", "updated"};
    private static final String[] WORDS = {
        "page",
        "moved",
        "from",
        "draft",
        "to",
        "published",
        "with",
        "\\\"new\\\"",
        "title",
        "Über",
        "uns",
        "and",
        "a",
        "link",
        "https://example.org/?p=4711",
        "role",
        "changed",
        "by",
        "admin",
        "{again}"
    };
    private static final String[] EXTRAS = {
        ",\"ClientIP\":\"203.0.113.9\"",
        ",\"Object\":\"user\",\"PostID\":4711",
        ",\"UserAgent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101\"",
        ",\"SessionID\":\"9f86d081884c7d659a2feaa0c55ad015\"",
        ",\"OldRole\":\"author\",\"NewRole\":\"editor\",\"ratio\":1.0",
        ",\"TargetUserData\":{\"Username\":\"editor\",\"Roles\":[\"author\"],\"FirstName\":\"Erika\"}"
    };

    private static final List<byte[]> EVENTS = make(BATCHES * BATCH);

    private Samples() {}

    /** The event of that number; they repeat themselves after some thousands. */
    static byte[] event(int number) {
        return EVENTS.get(number % EVENTS.size()).clone();
    }

    /** Request bodies, NDJSON with {@link #BATCH} events each. */
    static List<byte[]> batches() {
        List<byte[]> batches = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            var body = new ByteArrayOutputStream();
            for (byte[] event : EVENTS.subList(batch * BATCH, (batch + 1) * BATCH)) {
                body.writeBytes(event);
                body.write('\n');
            }
            batches.add(body.toByteArray());
        }
        return batches;
    }

    private static List<byte[]> make(int count) {
        var random = new Random(SEED);
        List<byte[]> events = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            events.add(event(number, random).getBytes(StandardCharsets.UTF_8));
        }
        return events;
    }

    private static String event(int number, Random random) {
        int size = size(random);
        var json = new StringBuilder(size + 200);
        json.append(String.format(
                "{\"timestamp\":\"2026-11-21T20:16:00.%09d+01:00\",\"site\":\"%s\",\"severity\":\"%s\","
                        + "\"message\":\"%s %d\",\"type\":%d,\"action\":\"%s\",\"user\":\"%s\"",
                random.nextInt(1_000_000_000),
                one(SITES, random),
                one(SEVERITIES, random),
                "User changed something: page",
                number,
                1_000 + random.nextInt(5_000),
                one(ACTIONS, random),
                one(USERS, random)));
        for (String extra : EXTRAS) {
            if (json.length() + extra.length() < size) {
                json.append(extra);
            }
        }
        if (json.length() + 30 < size) {
            json.append(",\"Comment\":\"").append(one(WORDS, random));
            while (json.length() + 10 < size) {
                json.append(' ').append(one(WORDS, random));
            }
            json.append('"');
        }
        return json.append('}').toString();
    }

    /** Most are small, few are large. */
    private static int size(Random random) {
        int of100 = random.nextInt(100);
        if (of100 < 60) {
            return 200 + random.nextInt(200);
        }
        return of100 < 90 ? 400 + random.nextInt(400) : 800 + random.nextInt(1_200);
    }

    private static String one(String[] of, Random random) {
        return of[random.nextInt(of.length)];
    }
}
