package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.web.IpRange;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** IP addresses in the one form in which MediaWiki names strangers by them: {@code 2001:DB8:0:0:0:0:0:1}. Pure. */
final class WikiAddress {

    private static final Pattern RANGE = Pattern.compile("([^/]+)(/\\d{1,3})?");
    private static final int OLD = 4;

    private WikiAddress() {}

    /** Empty for what is no address, and no network such as {@code 192.0.2.0/24}. */
    static Optional<String> canonical(String text) {
        Matcher parts = RANGE.matcher(text);
        byte[] address = parts.matches() ? IpRange.bytes(parts.group(1)) : null;
        if (address == null) {
            return Optional.empty();
        }
        String length = parts.group(2);
        return Optional.of(written(address) + (length == null ? "" : length));
    }

    private static String written(byte[] address) {
        return address.length == OLD
                ? IntStream.range(0, OLD)
                        .mapToObj(i -> String.valueOf(address[i] & 0xff))
                        .collect(Collectors.joining("."))
                : IntStream.range(0, address.length / 2)
                        .mapToObj(i -> Integer.toHexString(((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff))
                                .toUpperCase(Locale.ROOT))
                        .collect(Collectors.joining(":"));
    }
}
