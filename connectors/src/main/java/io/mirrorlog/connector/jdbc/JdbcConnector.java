package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.NetworkOptions;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Plaintext;
import io.mirrorlog.connector.Preview;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.Tls;
import io.mirrorlog.connector.TlsFaults;
import io.mirrorlog.connector.http.Excerpts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps entries as rows of a table, each event once, a delivery in one transaction.
 *
 * <p>Keeps one connection to the database from delivery to delivery.
 */
public final class JdbcConnector implements Connector {

    /** What the user writes under a connection with {@code connector: jdbc}. */
    public record Options(
            @Option(
                    "jdbc:postgresql://HOST/DATABASE, jdbc:mariadb://…, jdbc:mysql://… or jdbc:sqlite:/PATH, with options"
                            + " of the driver behind a ?; a secret")
            Secret<String> url,

            @Option("the database's user") @Nullable String user,

            @Option("the user's password; a secret") @Nullable
            Secret<String> password,

            @Option(value = "the table, or schema.table", orElse = "event_log")
            TableName table,

            @Option(value = "whether the table, and columns that it lacks, are made", orElse = "true")
            boolean create,

            @Option(
                    "what each column holds: timestamp, epoch, site, identifier, id, severity, severity_number, type, action,"
                            + " user, message, metadata, metadata.NAME, event, line, sequence, key, or =TEXT; if absent all that"
                            + " an event has")
            Map<String, Field> columns,

            @Option("how long rows are kept, by their events' time; for ever, if absent; 1h to 36500d") @Nullable
            Duration keep,

            @Option(value = "whether events may go over the network without encryption", orElse = "false")
            boolean allowPlaintext)
            implements Plaintext, NetworkOptions, Preview {

        /** More in a row is a mistake. */
        private static final int COLUMNS_MAX = 100;

        private static final Duration KEEP_MIN = Duration.ofHours(1);
        private static final Duration KEEP_MAX = Duration.ofDays(36_500);

        public Options {
            columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
            List<String> faults = new ArrayList<>();
            try {
                checkUrl(DatabaseUrl.parse(url.reveal()), table, allowPlaintext, faults);
            } catch (IllegalArgumentException e) {
                faults.add("url: " + e.getMessage());
            }
            checkColumns(columns, faults);
            if (keep != null && (keep.compareTo(KEEP_MIN) < 0 || keep.compareTo(KEEP_MAX) > 0)) {
                faults.add("keep: is out of range; 1h to 36500d");
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", faults));
            }
        }

        @Override
        public List<String> refusals(Network network) {
            Tls tls = network.tls();
            if (tls == null) {
                return List.of();
            }
            DatabaseUrl place = DatabaseUrl.parse(url.reveal());
            if (place.database() == Database.SQLITE) {
                return List.of("tls: is for a network, which is not between the agent and a file; leave it out");
            }
            List<String> refusals = new ArrayList<>();
            if (tls.cert() != null) {
                refusals.add("tls.cert, tls.key: are not for jdbc; give the driver's own options in the url");
            }
            if (tls.ca() != null && !place.isVerified()) {
                refusals.add("tls.ca: is not looked at, as the url says how certificates are; write"
                        + " sslmode=verify-full there, or leave this out");
            }
            return refusals;
        }

        @Override
        public Map<String, Optional<String>> columns(Entry entry, Surroundings surroundings) {
            Database database = DatabaseUrl.parse(url.reveal()).database();
            Statements statements = Statements.of(database, table, columns);
            var rows = new Rows(database, statements.fields(), surroundings.json());
            Map<String, Optional<String>> row = new LinkedHashMap<>();
            Iterator<Optional<String>> values =
                    rows.of(List.of(entry)).get(0).values().iterator();
            statements.columns().keySet().forEach(column -> row.put(column, values.next()));
            return row;
        }

        private static void checkUrl(DatabaseUrl url, TableName table, boolean plaintext, List<String> faults) {
            if (url.protection() == DatabaseUrl.Protection.DECLINED && !plaintext) {
                faults.add("url: its sslmode lets events go without encryption; write verify-full, or"
                        + " allow_plaintext: true");
            }
            if (url.database() == Database.SQLITE && AgentFiles.isOne(url.path())) {
                faults.add("url: " + AgentFiles.REFUSAL);
            }
            if (url.database() == Database.SQLITE && table.schema() != null) {
                faults.add("table: has a schema, which SQLite knows not; leave it out");
            }
        }

        private static void checkColumns(Map<String, Field> columns, List<String> faults) {
            if (columns.size() > COLUMNS_MAX) {
                faults.add("columns: are more than " + COLUMNS_MAX);
            }
            columns.keySet().stream()
                    .filter(name -> !TableName.NAME.matcher(name).matches())
                    .forEach(name -> faults.add("columns: one has no name of a column; " + TableName.RULE));
            if (columns.values().stream()
                            .filter(field -> field.source() == Field.Source.KEY)
                            .count()
                    > 1) {
                faults.add("columns: key is there twice; one column holds it");
            }
        }
    }

    private final Surroundings surroundings;
    private final DatabaseUrl url;
    private final Statements statements;
    private final Rows rows;
    private final Migration migration;
    private final Drivers drivers;
    private final Excerpts excerpts;
    private final @Nullable Duration keep;

    private @Nullable Connection kept;
    private boolean closed;
    private volatile boolean prepared;
    private volatile @Nullable Call present;
    private int refusedInARow;
    private String told = "";

    public JdbcConnector(Options options, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.url = DatabaseUrl.parse(options.url().reveal());
        this.statements = Statements.of(url.database(), options.table(), options.columns());
        this.rows = new Rows(url.database(), statements.fields(), surroundings.json());
        this.migration = new Migration(statements, options.create(), this::tellOnce);
        this.drivers =
                new Drivers(url, options.user(), options.password(), options.allowPlaintext(), surroundings.network());
        this.keep = options.keep();
        this.excerpts = Excerpts.without(Stream.concat(
                        Stream.ofNullable(options.password()).map(Secret::reveal),
                        url.options().entrySet().stream()
                                .filter(option -> option.getKey().contains("pass"))
                                .map(Map.Entry::getValue))
                .toList());
        boolean open =
                url.protection() == DatabaseUrl.Protection.OPEN || url.protection() == DatabaseUrl.Protection.DECLINED;
        if (open && options.allowPlaintext()) {
            surroundings.notices().accept("events may go to " + url.place() + " without encryption (allow_plaintext)");
        }
    }

    @Override
    public Outcome deliver(List<Entry> entries) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (entries.isEmpty()) {
            return Outcome.DELIVERED;
        }
        List<Rows.Row> written = rows.of(entries);
        Duration timeout = surroundings.network().timeout();
        Call call = begin(entries, written);
        try {
            return counted(call.await(timeout), entries.size());
        } catch (TimeoutException e) {
            return new Outcome.Retry(url + " has not taken all within " + timeout.toMillis() + " ms");
        } finally {
            present = null;
        }
    }

    private synchronized Call begin(List<Entry> entries, List<Rows.Row> written) throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
        Connection idle = kept;
        kept = null;
        int before = refusedInARow;
        Call call = Call.begin(surroundings.connection(), running -> run(running, idle, entries, written, before));
        present = call;
        return call;
    }

    private Outcome counted(Outcome outcome, int offered) {
        if (outcome instanceof Outcome.Delivered) {
            refusedInARow = 0;
        } else if (outcome instanceof Outcome.Mixed mixed) {
            boolean taken = mixed.refused().size() + mixed.again().size() < offered;
            refusedInARow = taken ? 0 : refusedInARow + mixed.refused().size();
        }
        return outcome;
    }

    // --- on the call's own thread

    private Outcome run(
            Call call, @Nullable Connection idle, List<Entry> entries, List<Rows.Row> written, int refusedBefore) {
        Connection connection = idle;
        boolean sound = false;
        Fault.Phase phase = Fault.Phase.CONNECTING;
        try {
            if (!prepared && url.database() == Database.SQLITE && AgentFiles.isOne(url.path())) {
                throw new Migration.Missing("the file " + AgentFiles.REFUSAL);
            }
            connection = awake(call, idle);
            phase = Fault.Phase.PREPARING;
            if (!prepared) {
                migration.run(connection);
                prepared = true;
                drivers.awake(connection);
            }
            phase = Fault.Phase.WRITING;
            String oldest = keep == null
                    ? null
                    : EventKey.before(surroundings.clock().instant().minus(keep));
            Outcome outcome = new Writing(connection, statements, refusedBefore).write(written, oldest);
            drivers.rest(connection);
            sound = true;
            return outcome;
        } catch (Migration.Missing e) {
            tellOnce(e.what());
            return new Outcome.Blocked(shortened(e.what()));
        } catch (SQLException e) {
            return failed(e, phase, entries);
        } catch (RuntimeException | LinkageError e) {
            if (phase != Fault.Phase.CONNECTING) {
                throw e;
            }
            return new Outcome.Blocked(url + ": the driver fails with "
                    + e.getClass().getSimpleName() + "; look at what stands behind the ? of the url");
        } finally {
            end(call, connection, sound);
        }
    }

    /** The idle connection, or a new one where there is none or it was lost meanwhile. */
    private Connection awake(Call call, @Nullable Connection idle) throws SQLException {
        if (idle != null) {
            try {
                drivers.awake(call.uses(idle));
                return idle;
            } catch (SQLException e) {
                close(idle);
            }
        }
        Connection opened = call.uses(drivers.open());
        drivers.awake(opened);
        return opened;
    }

    private void end(Call call, @Nullable Connection connection, boolean sound) {
        boolean mayBeKept = call.end() && sound;
        synchronized (this) {
            if (mayBeKept && !closed) {
                kept = connection;
                return;
            }
        }
        close(connection);
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // It is of no more use, closed or not.
        }
    }

    // --- what went wrong

    private Outcome failed(SQLException failure, Fault.Phase phase, List<Entry> entries) {
        String said = excerpts.of(firstLine(Fault.text(failure)), entries);
        String words = url + (said.isEmpty() ? ": error " + failure.getSQLState() : ": " + said);
        Optional<String> certificate = certificate(failure);
        if (certificate.isPresent()) {
            return new Outcome.Blocked(certificate.get());
        }
        return switch (Fault.of(url.database(), failure, phase).kind()) {
            case PASSES -> new Outcome.Retry(words);
            case BLOCKS, REFUSES -> new Outcome.Blocked(words);
            case TOO_LARGE -> new Outcome.TooLarge(words);
            case TABLE_CHANGED -> {
                prepared = false; // the next delivery looks at it anew
                yield new Outcome.Retry(words);
            }
        };
    }

    private Optional<String> certificate(SQLException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException ssl) {
                return TlsFaults.ofCertificates(ssl, url.place());
            }
        }
        String text = Fault.text(failure);
        boolean otherHost = text.contains("could not be verified") || text.contains("correspond to certificate");
        return otherHost ? Optional.of("the certificate of " + url.place() + " is for other hosts") : Optional.empty();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String shortened(String text) {
        int most = 450;
        return text.length() <= most ? text : text.substring(0, most) + "… (the agent's log has all of it)";
    }

    /** What an operator has to do stands in the log whole, once. */
    private void tellOnce(String notice) {
        synchronized (this) {
            if (told.equals(notice)) {
                return;
            }
            told = notice;
        }
        surroundings.notices().accept(notice);
    }

    @Override
    public void close() {
        Connection idle;
        synchronized (this) {
            closed = true;
            idle = kept;
            kept = null;
        }
        Call running = present;
        if (running != null) {
            running.leave();
        }
        close(idle);
    }
}
