package io.mirrorlog.agent.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts IP addresses to their networks: /24 of IPv4, /48 of IPv6, which is where many sites and one site begin to be the
 * same. No name is ever looked up.
 */
final class IpTruncation {

    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]+)\\]|([0-9.]+))(?::\\d{1,5})?");
    private static final int GROUPS = 8;
    private static final int KEPT_GROUPS = 3;
    private static final int OCTET_MAX = 255;

    private IpTruncation() {}

    /** The network of each address in a list with commas, ports left out; null when any of it is no address. */
    static @Nullable String ofList(String addresses) {
        var truncated = new StringBuilder();
        for (String address : addresses.split(",", -1)) {
            String network = of(address.strip());
            if (network == null) {
                return null;
            }
            truncated.append(truncated.isEmpty() ? "" : ", ").append(network);
        }
        return truncated.toString();
    }

    private static @Nullable String of(String address) {
        String bare = address;
        Matcher withPort = WITH_PORT.matcher(address);
        if (withPort.matches()) {
            bare = withPort.group(1) != null ? withPort.group(1) : withPort.group(2);
        }
        return bare.indexOf(':') < 0 ? ofV4(bare) : ofV6(bare);
    }

    private static @Nullable String ofV4(String address) {
        Matcher octets = V4.matcher(address);
        if (!octets.matches()) {
            return null;
        }
        for (int i = 1; i <= octets.groupCount(); i++) {
            if (Integer.parseInt(octets.group(i)) > OCTET_MAX) {
                return null;
            }
        }
        return octets.group(1) + '.' + octets.group(2) + '.' + octets.group(3) + ".0";
    }

    private static @Nullable String ofV6(String address) {
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        int lastColon = bare.lastIndexOf(':');
        String tail = bare.substring(lastColon + 1);
        if (tail.indexOf('.') >= 0) {
            String v4 = ofV4(tail);
            if (v4 == null) {
                return null;
            }
            if (bare.regionMatches(true, 0, "::ffff:", 0, lastColon + 1)) {
                return "::ffff:" + v4;
            }
            bare = bare.substring(0, lastColon + 1) + "0:0"; // what the last 32 bits are does not matter
        }
        int @Nullable [] groups = groups(bare);
        if (groups == null) {
            return null;
        }
        var network = new StringBuilder();
        for (int i = 0; i < KEPT_GROUPS; i++) {
            network.append(Integer.toHexString(groups[i])).append(':');
        }
        return network.append(':').toString();
    }

    private static int @Nullable [] groups(String address) {
        int gap = address.indexOf("::");
        int[] groups = new int[GROUPS];
        if (gap < 0) {
            return fill(groups, 0, address) == GROUPS ? groups : null;
        }
        String behind = address.substring(gap + 2);
        int before = fill(groups, 0, address.substring(0, gap));
        int after = fill(new int[GROUPS], 0, behind);
        if (before < 0 || after < 0 || before + after >= GROUPS) {
            return null;
        }
        fill(groups, GROUPS - after, behind);
        return groups;
    }

    /** How many groups there are; -1 when one is no hexadecimal number, or there are too many. */
    private static int fill(int[] groups, int from, String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        if (from + parts.length > groups.length) {
            return -1;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].matches("[0-9A-Fa-f]{1,4}")) {
                return -1;
            }
            groups[from + i] = Integer.parseInt(parts[i], 16);
        }
        return parts.length;
    }
}
