package io.mirrorlog.agent.schema;

import io.mirrorlog.agent.stream.Judged;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.stream.SchemaCheck;
import io.mirrorlog.agent.stream.Verdict;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Holds events against the schemas that they name. Schemas are read and compiled once, by a thread that is there only while
 * there is something to read; {@link #check} itself never waits.
 *
 * <p>Safe for many threads. What is in memory is bounded, and looked at again after {@link #AGAIN} when it is used: a
 * schema that was changed, added or mended counts then.
 */
public final class Schemas implements SchemaCheck, Closeable {

    /** How long a schema is taken for what it was. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    /** How long one that cannot be had is not asked for again. */
    static final Duration FAILED = Duration.ofSeconds(5);

    /** The texts of all schemas in memory may have so many characters together; in memory they take about ten times as much. */
    static final int CHARACTERS_MAX = 4 << 20;

    /** Nobody waits longer for a schema. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    static final int FAILURES_MAX = 1_000;

    /** So many schemas may wait to be read. */
    static final int WAITING_MAX = 100;

    private record Loaded(CompiledSchema schema, Instant lookedAt) {}

    private record Failed(String detail, Instant until) {}

    private final Consumer<Judged> witness;
    private final Library library;
    private final Compiler compiler;
    private final InstantSource clock;
    private final ThreadPoolExecutor reader;

    private final Object lock = new Object();

    /** The one that was used last is the last. */
    private final LinkedHashMap<SchemaUri, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

    private int characters;
    private final LinkedHashMap<SchemaUri, Failed> failed = new LinkedHashMap<>();
    private final Map<SchemaUri, CompletableFuture<Void>> loading = new HashMap<>();

    Schemas(Library library, InstantSource clock, Consumer<Judged> witness) {
        this.witness = witness;
        this.library = library;
        this.compiler = new Compiler(library);
        this.clock = clock;
        this.reader =
                new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_MAX), task -> {
                    var thread = new Thread(task, "schemas");
                    thread.setDaemon(true);
                    return thread;
                });
        this.reader.allowCoreThreadTimeOut(true);
    }

    /** With the schemas of these folders, for those who need to tell nobody. Reads nothing yet. */
    public static Schemas inFolders(List<Path> folders, InstantSource clock) {
        return new Schemas(
                new Library(folders.stream().map(FolderRepository::new).toList()), clock, judged -> {});
    }

    /**
     * Reads nothing yet.
     *
     * @param repositories folders and URLs; of several schemas by one name the first counts
     * @param cache the folder where fetched schemas are kept; made when one is
     * @param witness hears what was said about the events of each request
     */
    public static Schemas open(List<String> repositories, Path cache, InstantSource clock, Consumer<Judged> witness) {
        List<Repository> opened = new ArrayList<>();
        for (String repository : repositories) {
            opened.add(
                    repository.startsWith("http")
                            ? WebRepository.open(repository, cache, clock)
                            : new FolderRepository(Path.of(repository)));
        }
        return new Schemas(new Library(opened), clock, witness);
    }

    @Override
    public Set<Place> places(String schema) {
        SchemaUri uri = SchemaUri.of(schema).orElse(null);
        synchronized (lock) {
            Loaded present = uri == null ? null : loaded.get(uri);
            return present == null ? Place.ALL : present.schema().places();
        }
    }

    /** @return {@link Verdict#PENDING} when the schema is not in memory: it is being read from now on, see {@link #ready} */
    @Override
    public Verdict check(String schema, String event) {
        SchemaUri uri = SchemaUri.of(schema).orElse(null);
        if (uri == null) {
            return notLoaded(schema);
        }
        Instant now = clock.instant();
        CompiledSchema compiled;
        synchronized (lock) {
            Loaded present = loaded.get(uri);
            if (present == null) {
                return absent(uri, now);
            }
            compiled = present.schema();
            if (!now.isBefore(present.lookedAt().plus(AGAIN))) {
                loaded.put(uri, new Loaded(compiled, now));
                var unused = read(uri, () -> lookAgain(uri, compiled));
            }
        }
        JsonNode tree = EventTree.read(event);
        return tree == null ? Verdict.failed(EventTree.TOO_LARGE) : compiled.check(tree);
    }

    private Verdict absent(SchemaUri uri, Instant now) {
        Failed failure = failed.get(uri);
        if (failure != null && now.isBefore(failure.until())) {
            return notLoaded(uri.path());
        }
        return read(uri, () -> load(uri))
                ? Verdict.PENDING
                : Verdict.failed("not validated: too many schemas are being read");
    }

    /** Why a schema could not be had, for the admin: it may name files. Empty when nobody has asked for it lately. */
    public Optional<String> trouble(String schema) {
        SchemaUri uri = SchemaUri.of(schema).orElse(null);
        if (uri == null) {
            return Optional.of("its name is no path within a schema repository");
        }
        synchronized (lock) {
            return Optional.ofNullable(failed.get(uri)).map(Failed::detail);
        }
    }

    /** Has the reader do it, unless it does something for that schema already; false when it has too much to do. */
    private boolean read(SchemaUri uri, Runnable work) {
        if (loading.containsKey(uri)) {
            return true;
        }
        var done = new CompletableFuture<Void>();
        try {
            reader.execute(() -> {
                try {
                    work.run();
                } finally {
                    synchronized (lock) {
                        loading.remove(uri);
                    }
                    done.complete(null);
                }
            });
        } catch (RejectedExecutionException e) {
            return false;
        }
        loading.put(uri, done);
        return true;
    }

    private void load(SchemaUri uri) {
        try {
            keep(uri, compiler.compile(uri));
        } catch (NoSchemaException e) {
            fail(uri, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is closed; nobody is told anything any more
        } catch (RuntimeException e) {
            fail(uri, uri + " cannot be used: " + e);
        }
    }

    private void lookAgain(SchemaUri uri, CompiledSchema schema) {
        try {
            if (!compiler.isCurrent(schema)) {
                synchronized (lock) {
                    forget(uri);
                }
                load(uri);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(SchemaUri uri, CompiledSchema schema) {
        synchronized (lock) {
            forget(uri);
            failed.remove(uri);
            loaded.put(uri, new Loaded(schema, clock.instant()));
            characters += schema.characters();
            while (characters > CHARACTERS_MAX && loaded.size() > 1) {
                forget(loaded.keySet().iterator().next());
            }
        }
    }

    private void forget(SchemaUri uri) {
        Loaded gone = loaded.remove(uri);
        characters -= gone == null ? 0 : gone.schema().characters();
    }

    private void fail(SchemaUri uri, String detail) {
        synchronized (lock) {
            failed.remove(uri);
            failed.put(uri, new Failed(detail, clock.instant().plus(FAILED)));
            if (failed.size() > FAILURES_MAX) {
                failed.remove(failed.keySet().iterator().next());
            }
        }
    }

    @Override
    public CompletableFuture<Void> ready(Collection<String> schemas) {
        List<CompletableFuture<Void>> awaited;
        synchronized (lock) {
            awaited = schemas.stream()
                    .flatMap(schema -> SchemaUri.of(schema).stream())
                    .map(loading::get)
                    .filter(future -> future != null)
                    .toList();
        }
        return CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many schemas a folder holds, each full version counted once; at most that many are counted. */
    public static long count(Path folder, long most) throws IOException {
        return new FolderRepository(folder).count(most);
    }

    @Override
    public void told(Judged judged) {
        witness.accept(judged);
    }

    /**
     * What a verdict says, with the reason for the admin where a schema could not be had.
     *
     * @param event that was judged
     */
    public String explained(String event, Verdict verdict) {
        JsonNode tree = verdict.failure() == null ? null : EventTree.read(event);
        JsonNode named = tree == null ? null : tree.get("$schema");
        Optional<String> trouble = named == null || !named.isString() ? Optional.empty() : trouble(named.stringValue());
        return verdict.text() + trouble.map(why -> ": " + why).orElse("");
    }

    /** In the words of EventGate. */
    static Verdict notLoaded(String schema) {
        return Verdict.failed("Failed loading schema at " + Cut.of(schema));
    }

    /** Ends what is being read; whoever waits for it learns that it is not there. */
    @Override
    public void close() {
        reader.shutdownNow();
        library.close();
        synchronized (lock) {
            loading.values().forEach(future -> future.complete(null));
        }
    }
}
