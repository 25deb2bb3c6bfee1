package io.mirrorlog.agent.config;

import io.mirrorlog.agent.filter.Glob;
import io.mirrorlog.agent.stream.Place;
import io.mirrorlog.agent.web.IpRange;
import io.mirrorlog.connector.ByteSize;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.SiteNames;
import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How events come in over HTTP.
 *
 * @param listen only a loopback address may go without tokens
 * @param tokens by the site that it speaks for; each at least {@value #TOKEN_MIN} visible ASCII characters, no two the same
 * @param adminToken of the same form, another than all of the sites
 * @param cors origins of pages that may post, such as {@code https://wiki.example}
 * @param openStreams with tokens: the streams that take events without one
 * @param trustedProxies whose {@code X-Forwarded-For} and {@code X-Client-IP} are believed
 * @param fill what of the sender is filled in
 * @param maxBody the largest request body, counted after inflation; 1 KiB to 1 GiB
 */
public record HttpSettings(
        @Option(value = "where to listen: host:port; port 0 lets the system choose", orElse = USUAL_ADDRESS)
        ListenAddress listen,

        @Option("the token of each site; 16 characters or more")
        Map<String, Secret<String>> tokens,

        @Option("the token for whoever runs the agent; 16 characters or more") @Nullable
        Secret<String> adminToken,

        @Option("the origins of pages that may post events, such as https://wiki.example")
        List<String> cors,

        @Option("the streams to which may be sent without a token, with * for any characters")
        List<Glob> openStreams,

        @Option(
                value = "who is believed when they say for whom they send: IP addresses and networks",
                orElse = "[127.0.0.0/8, \"::1\"]")
        List<IpRange> trustedProxies,

        @Option(
                value = "what of the sender is filled into events with a schema that lack it: client_ip, user_agent",
                orElse = "[client_ip, user_agent]")
        List<Fill> fill,

        @Option(value = "the largest request body, counted after inflation; 1KiB to 1GiB", orElse = "8MiB")
        ByteSize maxBody) {

    static final int TOKEN_MIN = 16;

    static final String USUAL_ADDRESS = "127.0.0.1:8514";

    /** What the intake knows of whoever sends an event. */
    public enum Fill {
        CLIENT_IP,
        USER_AGENT
    }

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{" + TOKEN_MIN + ",1024}");
    private static final String TOKEN_FORM =
            "is no token; at least " + TOKEN_MIN + " visible ASCII characters without spaces";

    public HttpSettings {
        tokens = Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
        cors = List.copyOf(cors);
        openStreams = List.copyOf(openStreams);
        trustedProxies = List.copyOf(trustedProxies);
        fill = List.copyOf(fill);
        var faults = new Faults().range("max_body", maxBody, ByteSize.ofKiB(1), ByteSize.ofGiB(1));
        if (!listen.isLoopback() && tokens.isEmpty()) {
            faults.add("listen, tokens: " + listen + " can be reached from other machines and there are no tokens;"
                    + " give each site a token, or listen on 127.0.0.1");
        }
        for (String origin : cors) {
            if (!isOrigin(origin)) {
                faults.add("cors: " + origin + " is no origin; write scheme://host, such as https://wiki.example");
            }
        }
        checkTokens(faults, tokens, adminToken);
        faults.throwAny();
    }

    /** What may be filled into events with a schema. */
    public Set<Place> places() {
        Set<Place> places = EnumSet.allOf(Place.class);
        if (!fill.contains(Fill.CLIENT_IP)) {
            places.remove(Place.CLIENT_IP);
        }
        if (!fill.contains(Fill.USER_AGENT)) {
            places.remove(Place.USER_AGENT);
        }
        return places;
    }

    static void checkTokens(Faults faults, Map<String, Secret<String>> tokens, @Nullable Secret<String> adminToken) {
        Map<Secret<String>, String> owners = new HashMap<>();
        tokens.forEach((site, token) -> {
            String owner = owners.putIfAbsent(token, site);
            String option = "tokens." + site + ": ";
            faults.unless(SiteNames.isValid(site), option + "the key is no name of a site; " + SiteNames.RULE)
                    .unless(TOKEN.matcher(token.reveal()).matches(), option + TOKEN_FORM)
                    .unless(owner == null, option + "is the token of " + owner + " too; each site has its own");
        });
        if (adminToken != null) {
            faults.unless(TOKEN.matcher(adminToken.reveal()).matches(), "admin_token: " + TOKEN_FORM)
                    .unless(
                            !owners.containsKey(adminToken),
                            "admin_token: is the token of a site too; the admin has its own");
        }
    }

    /** Whether it is the origin of web pages, as a browser tells it. */
    public static boolean isOrigin(String origin) {
        try {
            URI uri = URI.create(origin);
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && origin.equals(uri.getScheme() + "://" + uri.getAuthority())
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
