package io.mirrorlog.agent.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as it was written, and its network: /24 of IPv4, /48 of IPv6. No name is ever looked up.
 *
 * @param network the address with zeros for the rest, in the form of RFC 5952
 * @param spellings how a text may show the address: as it was written, without its port, without its zone, and as the IPv4
 *     address that it stands for
 */
record IpAddress(String network, List<String> spellings) {

    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]+)\\]|([0-9.]+))(?::\\d{1,5})?");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int LONGEST = 100;
    private static final int GROUPS = 8;
    private static final int KEPT_GROUPS = 3;
    private static final int OCTET_MAX = 255;

    IpAddress {
        spellings = List.copyOf(spellings);
    }

    /** The address, which may have a port behind it; null when the text is none. */
    static @Nullable IpAddress read(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        List<String> spellings = new ArrayList<>();
        spellings.add(text);
        String bare = text;
        Matcher withPort = WITH_PORT.matcher(text);
        if (withPort.matches()) {
            bare = withPort.group(1) != null ? withPort.group(1) : withPort.group(2);
            spellings.add(bare);
        }
        String network = bare.indexOf(':') < 0 ? networkOfV4(bare) : networkOfV6(bare, spellings);
        return network == null ? null : new IpAddress(network, spellings);
    }

    private static @Nullable String networkOfV4(String address) {
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

    private static @Nullable String networkOfV6(String address, List<String> spellings) {
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        spellings.add(bare);
        int lastColon = bare.lastIndexOf(':');
        String tail = bare.substring(lastColon + 1);
        if (tail.indexOf('.') >= 0) {
            String v4 = networkOfV4(tail);
            if (v4 == null) {
                return null;
            }
            spellings.add(tail);
            if (bare.regionMatches(true, 0, "::ffff:", 0, lastColon + 1)) {
                return "::ffff:" + v4;
            }
            bare = bare.substring(0, lastColon + 1) + "0:0"; // the last 32 bits are not in the network
        }
        int @Nullable [] groups = groups(bare);
        return groups == null ? null : networkOf(groups);
    }

    private static String networkOf(int[] groups) {
        int kept = KEPT_GROUPS;
        while (kept > 0 && groups[kept - 1] == 0) {
            kept--;
        }
        var network = new StringBuilder();
        for (int i = 0; i < kept; i++) {
            network.append(i == 0 ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return network.append("::").toString();
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
            if (!GROUP.matcher(parts[i]).matches()) {
                return -1;
            }
            groups[from + i] = Integer.parseInt(parts[i], 16);
        }
        return parts.length;
    }
}
