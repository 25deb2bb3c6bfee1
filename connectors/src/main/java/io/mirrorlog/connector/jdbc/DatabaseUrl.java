package io.mirrorlog.connector.jdbc;

import io.mirrorlog.connector.http.Urls;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, as drivers take it. Knows no driver, as configurations are read with it; may hold a password.
 *
 * @param text for the driver
 * @param place the hosts with their ports, or the file: what may be shown
 * @param options those behind the {@code ?}, their names in lower case
 */
record DatabaseUrl(Database database, String text, String place, Map<String, String> options) {

    /** How a connection is protected on its way. */
    enum Protection {
        /** On this machine. */
        NEEDLESS,
        /** Encrypted, as the URL says. */
        GIVEN,
        /** The URL says that it may go in plain. */
        DECLINED,
        /** The URL says nothing. */
        OPEN
    }

    private static final Pattern REMOTE =
            Pattern.compile("jdbc:(postgresql|mariadb|mysql):((?:[a-z-]+:)?)//([^/?\\s@]+)/([^?\\s]+)(?:\\?(\\S*))?");
    private static final String FILE = "jdbc:sqlite:";
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");

    /** Of both drivers, as they may be written. */
    private static final List<String> ENCRYPTED =
            List.of("require", "required", "trust", "verify-ca", "verify-full", "verify-identity");

    private static final List<String> VERIFIED = List.of("verify-ca", "verify-full", "verify-identity", "true", "1");

    DatabaseUrl {
        options = Map.copyOf(options);
    }

    /** @throws IllegalArgumentException saying what is allowed, without showing the text */
    static DatabaseUrl parse(String text) {
        if (text.startsWith(FILE)) {
            return file(text);
        }
        Matcher matcher = REMOTE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is no URL of a database; write jdbc:postgresql://HOST/DATABASE,"
                    + " jdbc:mariadb://HOST/DATABASE, jdbc:mysql://HOST/DATABASE or jdbc:sqlite:/PATH");
        }
        boolean postgres = matcher.group(1).equals("postgresql");
        if (postgres && !matcher.group(2).isEmpty()) {
            throw new IllegalArgumentException("is no URL of a database; write jdbc:postgresql://HOST/DATABASE");
        }
        Database database = postgres ? Database.POSTGRESQL : Database.MARIADB;
        Map<String, String> options = options(matcher.group(5));
        String mode = matcher.group(2).replace(":", "");
        UrlFaults.check(database, mode, matcher.group(3), text.substring(matcher.start(4)), options);
        // The one driver serves both, and their servers are told apart by it.
        String forDriver = text.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
        return new DatabaseUrl(database, forDriver, matcher.group(3), options);
    }

    private static DatabaseUrl file(String text) {
        String rest = text.substring(FILE.length());
        int query = rest.indexOf('?');
        String path = query < 0 ? rest : rest.substring(0, query);
        if (!path.startsWith("/") || path.endsWith("/") || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "needs the whole path of a file: jdbc:sqlite:/var/lib/mirrorlog/activity.db");
        }
        return new DatabaseUrl(Database.SQLITE, text, path, options(query < 0 ? null : rest.substring(query + 1)));
    }

    private static Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new TreeMap<>();
        for (String option : (query == null ? "" : query).split("&")) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(option.substring(0, equals).toLowerCase(Locale.ROOT), option.substring(equals + 1));
            }
        }
        return options;
    }

    Protection protection() {
        if (database == Database.SQLITE || hosts().stream().allMatch(Urls::isLoopback)) {
            return Protection.NEEDLESS;
        }
        String mode = options.get("sslmode");
        if (mode == null) {
            String older = options.getOrDefault(database == Database.POSTGRESQL ? "ssl" : "usessl", "false");
            return older.equals("true") ? Protection.GIVEN : Protection.OPEN;
        }
        return ENCRYPTED.contains(mode.toLowerCase(Locale.ROOT).replace('_', '-'))
                ? Protection.GIVEN
                : Protection.DECLINED;
    }

    /** Whether the server's certificate is compared with those that are trusted, as far as the URL decides that. */
    boolean isVerified() {
        String mode = options.get("sslmode");
        return (mode == null || VERIFIED.contains(mode.toLowerCase(Locale.ROOT).replace('_', '-')))
                && !options.containsKey("sslfactory");
    }

    private List<String> hosts() {
        return Arrays.stream(place.split(","))
                .map(host -> PORT.matcher(host).replaceFirst(""))
                .toList();
    }

    /** The database's file, where it is one. */
    Path path() {
        return Path.of(place);
    }

    /** Shows what may be shown. */
    @Override
    public String toString() {
        return database + (database == Database.SQLITE ? " " : " at ") + place;
    }
}
