package io.mirrorlog.connector.http;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.JsonStrings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of an answer may be shown: one short line, without secrets that were sent, and nothing at all where the destination
 * repeats what it was sent of an event.
 */
public final class Excerpts {

    private static final int LONGEST = 200;

    /** Shorter pieces of a secret are words that mean nothing by themselves. */
    private static final int SECRET_MIN = 6;

    /** So much of a message, found again in an answer, is no chance. */
    private static final int ECHO = 12;

    /** Words that are written before a token. */
    private static final Set<String> SCHEMES = Set.of("bearer", "basic", "digest", "splunk", "apikey", "token");

    private static final Pattern TAG = Pattern.compile("<[^<>]{0,1000}>");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern PARTS = Pattern.compile("[\\s,;=&?/:@\"]+");

    private final List<String> secrets;

    private Excerpts(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SECRET_MIN)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /**
     * Nothing of these is ever shown, neither whole nor one of their parts, also where they are encoded in Base64.
     *
     * @param secrets the values of headers, URLs, keys
     */
    public static Excerpts without(Collection<String> secrets) {
        Set<String> pieces = new HashSet<>(secrets);
        for (String secret : secrets) {
            for (String part : PARTS.split(secret)) {
                if (!SCHEMES.contains(part.toLowerCase(Locale.ROOT))) {
                    pieces.add(part);
                    pieces.addAll(decoded(part));
                }
            }
        }
        return new Excerpts(pieces);
    }

    /** The text of a URL that is a secret but for its host. */
    public static List<String> ofUrl(String url) {
        try {
            URI uri = new URI(url);
            List<String> secret = new ArrayList<>();
            for (String part : new String[] {
                uri.getRawUserInfo(),
                uri.getUserInfo(),
                uri.getRawPath(),
                uri.getPath(),
                uri.getRawQuery(),
                uri.getQuery()
            }) {
                if (part != null) {
                    secret.add(part);
                }
            }
            return secret;
        } catch (URISyntaxException e) {
            return List.of(url);
        }
    }

    private static List<String> decoded(String part) {
        if (part.length() < 2 * SECRET_MIN) {
            return List.of();
        }
        try {
            String text = new String(Base64.getDecoder().decode(part), StandardCharsets.UTF_8);
            return List.of(text, text.substring(text.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /**
     * What of a text from the destination may be shown, at most {@value #LONGEST} characters on one line; empty when nothing.
     *
     * @param sent what it was said of
     */
    public String of(String text, List<Entry> sent) {
        String hidden = text;
        for (String secret : secrets) {
            hidden = hidden.replace(secret, "***");
        }
        String line = oneLine(
                hidden.stripLeading().startsWith("<") ? TAG.matcher(hidden).replaceAll(" ") : hidden);
        return sent.stream().anyMatch(entry -> repeats(text, entry) || repeats(line, entry)) ? "" : line;
    }

    private static boolean repeats(String said, Entry entry) {
        return holds(said, entry.event().message()) || holds(said, entry.text());
    }

    private static boolean holds(String said, String content) {
        String start = content.substring(0, Math.min(content.length(), ECHO));
        return start.length() >= Math.min(ECHO, SECRET_MIN) && said.contains(start);
    }

    /** The text on one line of at most {@value #LONGEST} characters, without any that could drive a terminal. */
    static String oneLine(String text) {
        var safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 20 * LONGEST); i++) {
            char c = text.charAt(i);
            if (JsonStrings.isPair(text, i)) {
                safe.append(c).append(text.charAt(++i));
            } else {
                safe.append(JsonStrings.isUnsafe(c) ? ' ' : c);
            }
        }
        String line = SPACES.matcher(safe).replaceAll(" ").strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return line.substring(0, end) + '…';
    }
}
