package io.mirrorlog.connector.jdbc;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a driver would stumble over in the URL of a server: later, and again with each try. Shows nothing of the URL.
 * Pure.
 */
final class UrlFaults {

    private static final Pattern HOST =
            Pattern.compile("(?:[^\\[\\]:,()=\\\\]+|\\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]+(?:%[\\w.-]+)?])(:.*)?");
    private static final Pattern PORT = Pattern.compile(":0*([1-9][0-9]{0,4})");
    private static final int PORT_MAX = 65_535;
    private static final Pattern BROKEN_CODE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** How several servers of MariaDB's are used. */
    private static final List<String> MODES =
            List.of("sequential", "replication", "loadbalance", "load-balance", "load-balance-read", "failover");

    private static final Map<Database, Set<String>> PROTECTIONS = Map.of(
            Database.POSTGRESQL,
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
            Database.MARIADB,
            Set.of(
                    "disable",
                    "disabled",
                    "allow",
                    "false",
                    "0",
                    "trust",
                    "required",
                    "verify-ca",
                    "verify_ca",
                    "verify-full",
                    "verify_full",
                    "verify_identity",
                    "true",
                    "1"));

    /** Would lead PostgreSQL's driver elsewhere than to the host that is shown, and looked at for encryption. */
    private static final Set<String> PLACES =
            Set.of("pghost", "host", "pgport", "port", "pgdbname", "dbname", "service");

    private UrlFaults() {}

    /**
     * @param mode between the kind of database and the slashes; empty for none
     * @param hosts with their ports
     * @param rest from the database's name on
     * @throws IllegalArgumentException saying what is allowed
     */
    static void check(Database database, String mode, String hosts, String rest, Map<String, String> options) {
        if (!mode.isEmpty() && !MODES.contains(mode)) {
            throw new IllegalArgumentException(
                    "has a word before the // that the driver does not know; " + String.join(", ", MODES));
        }
        for (String host : hosts.split(",", -1)) {
            check(host);
        }
        if (database == Database.POSTGRESQL) {
            checkPostgresql(rest, options);
        }
        String protection = options.get("sslmode");
        Set<String> known = PROTECTIONS.getOrDefault(database, Set.of());
        if (protection != null && !known.contains(protection.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("has an sslmode that the driver does not know; write verify-full");
        }
    }

    private static void check(String host) {
        Matcher matcher = HOST.matcher(host);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "names a host that is none; write HOST, HOST:PORT or [IPV6]:PORT, several with commas between them");
        }
        String port = matcher.group(1);
        Matcher number = PORT.matcher(port == null ? ":1" : port);
        if (!number.matches() || Integer.parseInt(number.group(1)) > PORT_MAX) {
            throw new IllegalArgumentException("has a port that is none; 1 to " + PORT_MAX);
        }
    }

    private static void checkPostgresql(String rest, Map<String, String> options) {
        if (rest.replaceFirst("\\?.*", "").contains("/")) {
            throw new IllegalArgumentException(
                    "has a / in the name of the database; write jdbc:postgresql://HOST/DATABASE, a / in the name as %2F");
        }
        if (BROKEN_CODE.matcher(rest).find()) {
            throw new IllegalArgumentException("has a % that begins no code; write a % itself as %25");
        }
        if (options.keySet().stream().anyMatch(PLACES::contains)) {
            throw new IllegalArgumentException(
                    "names a host, a port or a database behind the ?; write jdbc:postgresql://HOST:PORT/DATABASE");
        }
    }
}
