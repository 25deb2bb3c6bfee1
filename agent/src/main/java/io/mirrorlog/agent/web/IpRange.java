package io.mirrorlog.agent.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address, or a network of them: {@code 127.0.0.1}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}. No name is ever
 * looked up.
 */
public final class IpRange {

    private static final String NUMBER = "(?:25[0-5]|2[0-4]\\d|[01]?\\d?\\d)";

    /** What Java reads without asking anybody: four numbers up to 255, or something with a colon. */
    private static final Pattern LITERAL =
            Pattern.compile(NUMBER + "(?:\\." + NUMBER + "){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    private static final Pattern RANGE = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");
    private static final int LONGEST = 64;

    private final String text;
    private final byte[] network;
    private final int bits;

    private IpRange(String text, byte[] network, int bits) {
        this.text = text;
        this.network = network;
        this.bits = bits;
    }

    /**
     * As a user writes it.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static IpRange parse(String text) {
        Matcher parts = RANGE.matcher(text);
        byte[] network = parts.matches() ? bytes(parts.group(1)) : null;
        String length = network == null ? null : parts.group(2);
        int most = network == null ? 0 : Byte.SIZE * network.length;
        int bits = length == null ? most : Integer.parseInt(length);
        if (network == null || bits > most) {
            throw new IllegalArgumentException(
                    "is neither an IP address nor a network; write 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32");
        }
        return new IpRange(text, network, bits);
    }

    /** Whether an address is in it; false for what is no address. */
    public boolean contains(String address) {
        byte[] bytes = bytes(address);
        if (bytes == null || bytes.length != network.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> i % Byte.SIZE;
            if (((bytes[i / Byte.SIZE] ^ network[i / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** True for what is an IP address. */
    static boolean isAddress(String text) {
        return bytes(text) != null;
    }

    /** Four or sixteen; null for what is no address. An IPv4 address that is written as one of IPv6 is the former. */
    public static byte @Nullable [] bytes(String address) {
        if (address.length() > LONGEST || !LITERAL.matcher(address).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpRange range && range.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As a user writes it. */
    @Override
    public String toString() {
        return text;
    }
}
