package io.mirrorlog.agent.config;

import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.Network;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.SiteNames;
import io.mirrorlog.connector.Tls;
import io.mirrorlog.connector.http.Urls;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A MediaWiki whose log the agent reads by itself.
 *
 * @param site the name of its events' site, by which its place in the log is kept
 * @param api where its {@code api.php} is; without a query
 * @param every how long to wait after the end of its log was reached; 1 second to 1 day
 * @param start where to begin the first time
 * @param overlap how late an entry may appear and is found nevertheless; 0 to 7 days
 * @param login null for what everybody may see
 * @param token visible ASCII; not together with a login
 * @param contact of whoever runs the agent, told to the wiki: visible ASCII without parentheses
 * @param maxlag with a longer lag of its databases, in seconds, the wiki wishes to be left alone; 1 to 3600
 */
public record MediaWikiSettings(
        @Option("the site of its events; its place in the wiki's log belongs to this name")
        String site,

        @Option("the URL of its api.php, such as https://en.wikipedia.org/w/api.php")
        URI api,

        @Option(value = "how long to wait once its log is read to the end; 1s to 1d", orElse = "30s")
        Duration every,

        @Option(
                value = "where to begin the first time: now, earliest, or a time such as 2026-01-31T00:00:00Z",
                orElse = "now")
        Start start,

        @Option(
                value =
                        "how late an entry may appear behind younger ones and be found nevertheless: so much of the log is"
                                + " read each time; 0 to 7d",
                orElse = "10m")
        Duration overlap,

        @Option("a bot password, for what not everybody may see") @Nullable
        Login login,

        @Option(
                "an OAuth access token, or another agent's admin token, in the place of login; sent as Authorization: Bearer")
        @Nullable
        Secret<String> token,

        @Option("whom the wiki's operators can turn to: a mail address or a URL, told with each request") @Nullable
        String contact,

        @Option(value = "while its databases lag by more seconds than that, it is left alone; 1 to 3600", orElse = "5")
        int maxlag,

        @Option(value = "whether it may be read without encryption, by http://", orElse = "false")
        boolean allowPlaintext,

        @Option(value = "how long one request may take; 100ms to 5m", orElse = "30s")
        Duration timeout,

        @Option("the HTTP proxy that requests go through, such as http://user:password@proxy.example:3128") @Nullable
        Secret<URI> proxy,

        @Option("the certificates that are trusted, and the one that the agent shows") @Nullable
        Tls tls) {

    /** A bot password, as Special:BotPasswords gives it. */
    public record Login(
            @Option("the name, such as Admin@mirrorlog") String user,
            @Option("the bot password; never shown") Secret<String> password) {}

    public MediaWikiSettings {
        String fault = Urls.fault(api.toString(), allowPlaintext);
        boolean bare = api.getRawQuery() == null && api.getRawUserInfo() == null;
        var faults = new Faults()
                .unless(SiteNames.isValid(site), "site: is no name of a site; " + SiteNames.RULE)
                .unless(fault == null, "api: " + fault)
                .unless(bare, "api: has a query or a password in it; write https://host/path/api.php")
                .range("every", every, Duration.ofSeconds(1), Duration.ofDays(1))
                .range("overlap", overlap, Duration.ZERO, Duration.ofDays(7))
                .range("maxlag", maxlag, 1, 3600)
                .unless(
                        token == null || token.reveal().matches("[\\x21-\\x7e]{1,4096}"),
                        "token: is no token; at most 4096 visible ASCII characters without spaces")
                .unless(token == null || login == null, "token, login: are both there; leave one of them out")
                .unless(
                        contact == null || contact.matches("[\\x20-\\x7e&&[^()\\\\]]{1,200}"),
                        "contact: is no mail address or URL; at most 200 visible ASCII characters without ( ) \\");
        try {
            var unused = new Network(timeout, proxy, tls);
        } catch (IllegalArgumentException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        faults.throwAny();
    }

    /** How it is reached. */
    public Network network() {
        return new Network(timeout, proxy, tls);
    }
}
