package io.mirrorlog.agent.schema;

import io.mirrorlog.agent.disk.SafeFiles;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.http.Answer;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.NoAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Schemas behind a URL, each fetched once and kept on disk, so that a restart needs no network. A full version is never
 * asked for again; others are after {@link #AGAIN}, and what is kept serves while the host does not answer.
 */
final class WebRepository implements Repository {

    /** How long {@code latest} is taken for what it was. */
    static final Duration AGAIN = Duration.ofMinutes(10);

    /** How long one that is not there is not asked for again. */
    static final Duration ABSENT = Duration.ofMinutes(1);

    /** How long a host that does not answer is left alone. */
    static final Duration TROUBLE = Duration.ofSeconds(30);

    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private static final int REMEMBERED_MAX = 1_000;

    private final String base;
    private final Path folder;
    private final HttpSender http;
    private final InstantSource clock;

    /** When a schema may be asked for again. */
    private final Map<SchemaUri, Instant> quietUntil = new LinkedHashMap<>();

    private Instant hostQuietUntil = Instant.MIN;
    private String hostTrouble = "";

    private WebRepository(String base, Path folder, HttpSender http, InstantSource clock) {
        this.base = base;
        this.folder = folder;
        this.http = http;
        this.clock = clock;
    }

    /**
     * @param url paths are put behind it
     * @param cache the folder of all that is fetched
     */
    static WebRepository open(String url, Path cache, InstantSource clock) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        Path folder = cache.resolve(URI.create(base).getHost() + "-" + Integer.toHexString(base.hashCode()));
        return new WebRepository(
                base, folder, new HttpSender(new Network(TIMEOUT, null, null), clock, BYTES_MAX), clock);
    }

    @Override
    public Optional<String> find(SchemaUri uri) throws IOException, InterruptedException {
        Path kept = folder.resolve(uri.path().substring(1) + ".kept");
        String text = Files.isRegularFile(kept) ? Files.readString(kept) : null;
        Instant now = clock.instant();
        Instant quiet = quietUntil.get(uri);
        if ((text != null && uri.isVersion()) || (quiet != null && now.isBefore(quiet))) {
            return Optional.ofNullable(text);
        }
        try {
            String fetched = fetched(uri, now);
            remember(uri, now.plus(fetched == null ? ABSENT : AGAIN));
            if (fetched != null) {
                keep(kept, fetched);
            }
            return Optional.ofNullable(fetched);
        } catch (IOException e) {
            if (text != null) {
                return Optional.of(text);
            }
            throw e;
        }
    }

    private void remember(SchemaUri uri, Instant until) {
        quietUntil.remove(uri);
        quietUntil.put(uri, until);
        if (quietUntil.size() > REMEMBERED_MAX) {
            quietUntil.remove(quietUntil.keySet().iterator().next());
        }
    }

    private @Nullable String fetched(SchemaUri uri, Instant now) throws IOException, InterruptedException {
        if (now.isBefore(hostQuietUntil)) {
            throw new IOException(hostTrouble);
        }
        List<String> extensions = uri.hasExtension() ? List.of("") : List.of(".yaml", "");
        for (String extension : extensions) {
            Answer answer = answer(uri.path() + extension, now);
            if (answer.isSuccess()) {
                return schema(answer);
            }
            if (answer.status() != 404 && answer.status() != 410) {
                throw trouble(answer.host() + " answered with HTTP " + answer.status(), now);
            }
        }
        return null;
    }

    private Answer answer(String path, Instant now) throws IOException, InterruptedException {
        try {
            return http.send("GET", Secret.of(base + path), Map.of(), new byte[0]);
        } catch (NoAnswer e) {
            throw trouble(reason(e.outcome()), now);
        }
    }

    private static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Retry retry) {
            return retry.reason();
        }
        return outcome instanceof Outcome.Blocked blocked ? blocked.reason() : "no answer";
    }

    private IOException trouble(String what, Instant now) {
        hostTrouble = what;
        hostQuietUntil = now.plus(TROUBLE);
        return new IOException(what);
    }

    /** A page of another kind must not be kept for good. */
    private static String schema(Answer answer) throws IOException {
        if (!answer.whole()) {
            throw new IOException(answer.host() + " has a schema of more than " + BYTES_MAX + " bytes, or broke off");
        }
        try {
            if (SchemaText.read(answer.body()).isObject()) {
                return answer.body();
            }
        } catch (NoSchemaException e) {
            throw new IOException("what " + answer.host() + " answered " + e.getMessage(), e);
        }
        throw new IOException("what " + answer.host() + " answered is no schema");
    }

    /** Without it the schema counts all the same, until the next start. */
    private static void keep(Path kept, String text) {
        try {
            Files.createDirectories(kept.getParent());
            SafeFiles.write(kept, text);
        } catch (IOException e) {
            return; // the disk is full, or not to be written: the queue tells of that
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
