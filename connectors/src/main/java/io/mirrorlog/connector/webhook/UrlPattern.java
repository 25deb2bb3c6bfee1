package io.mirrorlog.connector.webhook;

import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.PlaceholderText;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.http.Excerpts;
import io.mirrorlog.connector.http.Urls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where entries are sent: one URL, or several by what each brings. Shows nothing of it but the host. */
final class UrlPattern {

    /** In the place of a type that an event does not have. */
    private static final String NONE = "_none";

    private static final Pattern AUTHORITY = Pattern.compile("^([a-z]+://)([^/?#@]*@)?([^/?#]*)");

    private final PlaceholderText text;
    private final String sample;
    private final @Nullable String userInfo;

    private UrlPattern(PlaceholderText text, String sample) {
        this.sample = sample;
        this.userInfo = URI.create(sample).getUserInfo();
        this.text = text;
    }

    /**
     * Reads what the user wrote.
     *
     * @throws IllegalArgumentException saying what is wrong, without showing the URL
     */
    static UrlPattern of(String url, boolean plaintext) {
        PlaceholderText text = PlaceholderText.parse(url);
        String sample = text.filled(placeholder -> "x");
        String fault = Urls.fault(sample, plaintext);
        if (fault != null) {
            throw new IllegalArgumentException(fault);
        }
        var authority = AUTHORITY.matcher(url);
        if (!authority.find() || authority.group().contains("{")) {
            throw new IllegalArgumentException("has a placeholder before its path; the host is always the same");
        }
        return new UrlPattern(PlaceholderText.parse(authority.replaceFirst("$1$3")), sample);
    }

    /** Where the entry is sent: the same for the same entry, always. */
    Secret<String> url(Entry entry, ZoneId zone) {
        return Secret.of(
                text.filled(placeholder -> segment(placeholder.of(entry, zone).orElse(NONE))));
    }

    /** True when all entries are sent to the same URL. */
    boolean isPlain() {
        return text.isPlain();
    }

    /** One that leads out of its place in the path is none: a dot or two would. */
    private static String segment(String value) {
        boolean dots = value.chars().allMatch(c -> c == '.');
        return Urls.encoded(dots ? "_" + value : value);
    }

    /** The header for a user and password in the URL; null when it has none. */
    @Nullable
    String authorization() {
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /** What of it must never be shown. */
    List<String> secrets() {
        return Excerpts.ofUrl(sample);
    }

    String host() {
        return Urls.host(sample);
    }

    /** Says so when anybody on the way can read what is sent. */
    void tellIfExposed(Consumer<String> notices) {
        Urls.tellIfExposed(sample, notices);
    }

    @Override
    public String toString() {
        return "***";
    }
}
