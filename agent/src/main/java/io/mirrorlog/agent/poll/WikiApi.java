package io.mirrorlog.agent.poll;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.config.MediaWikiSettings;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.http.Answer;
import io.mirrorlog.connector.http.Excerpts;
import io.mirrorlog.connector.http.HttpOutcomes;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.Json;
import io.mirrorlog.connector.http.NoAnswer;
import io.mirrorlog.connector.http.Urls;
import java.io.Closeable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to one wiki's {@code api.php}: one request at a time, with a name and a limit for the wiki's lag, as its operators
 * wish. One thread; {@link #close} is for any.
 */
final class WikiApi implements Closeable {

    /** So much of an answer is read. 500 entries have a few hundred KiB. */
    private static final long ANSWER_MOST = 2 << 20;

    /** What the API says when it could answer later. */
    private static final Set<String> PASSING = Set.of("maxlag", "ratelimited", "readonly");

    private final MediaWikiSettings settings;
    private final InstantSource clock;
    private final Map<String, String> headers;
    private final HttpSender http;
    private final Excerpts excerpts;
    private boolean loggedIn;
    private String warning = "";

    /** @param version of Mirrorlog, told to the wiki */
    WikiApi(MediaWikiSettings settings, String version, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.headers = headers(settings, version);
        this.http = HttpSender.keepingCookies(settings.network(), clock, ANSWER_MOST);
        List<String> secrets = new ArrayList<>();
        if (settings.login() != null) {
            secrets.add(settings.login().password().reveal());
        }
        if (settings.token() != null) {
            secrets.add(settings.token().reveal());
        }
        this.excerpts = Excerpts.without(secrets);
    }

    private static Map<String, String> headers(MediaWikiSettings settings, String version) {
        Map<String, String> headers = new LinkedHashMap<>();
        String contact = settings.contact();
        headers.put("User-Agent", "Mirrorlog/" + version + (contact == null ? "" : " (" + contact + ")"));
        if (settings.token() != null) {
            headers.put("Authorization", "Bearer " + settings.token().reveal());
        }
        return headers;
    }

    /**
     * A part of the log, the oldest entry first.
     *
     * @param from entries of this second are the first
     * @param more of the page before, empty for the first
     * @param limit so many entries at most
     */
    WikiPage page(Instant from, Map<String, String> more, int limit, Extent extent)
            throws WikiTrouble, InterruptedException {
        Map<String, String> wanted = query();
        wanted.put("list", "logevents");
        wanted.put("leprop", extent.properties());
        wanted.put("ledir", "newer");
        wanted.put("lelimit", String.valueOf(limit));
        if (from.isAfter(Cursor.EARLIEST)) {
            wanted.put("lestart", from.toString());
        }
        wanted.putAll(more);
        WikiAnswer answer = asked(wanted);
        List<WikiEntry> entries = answer.entries();
        if (entries == null) {
            throw WikiTrouble.lasting("its answer has no list of log entries with numbers and times");
        }
        Map<String, String> next = answer.more();
        if (!more.isEmpty() && next.equals(more)) {
            throw entries.isEmpty()
                    ? new WikiTrouble(WikiTrouble.Kind.WITHHELD, withheld(), null)
                    : WikiTrouble.lasting("its answer says that more follows, and then it is the same again");
        }
        Instant time = answer.wikiTime();
        return new WikiPage(entries, next, time == null ? clock.instant() : time, extent, "");
    }

    private String withheld() {
        return "it says that an entry follows, and does not give it" + (warning.isEmpty() ? "" : ": " + warning);
    }

    /** What the wiki says of itself, for people. */
    String hello() throws WikiTrouble, InterruptedException {
        Map<String, String> wanted = query();
        wanted.put("meta", "siteinfo");
        wanted.put("siprop", "general");
        Map<?, ?> general = Json.object(Json.object(asked(wanted).part("query")).get("general"));
        if (general.isEmpty()) {
            throw WikiTrouble.lasting("it says nothing of itself; is this the address of an api.php?");
        }
        return excerpts.of(
                "answers as " + Json.text(general.get("sitename")) + ", " + Json.text(general.get("generator")),
                List.of());
    }

    /** What the wiki had against the last request that it answered nevertheless; empty when nothing. */
    String warning() {
        return warning;
    }

    private Map<String, String> query() {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("action", "query");
        wanted.put("format", "json");
        wanted.put("formatversion", "2");
        wanted.put("curtimestamp", "1");
        wanted.put("maxlag", String.valueOf(settings.maxlag()));
        return wanted;
    }

    private WikiAnswer asked(Map<String, String> wanted) throws WikiTrouble, InterruptedException {
        if (settings.login() == null) {
            return taken(got(wanted));
        }
        if (!loggedIn) {
            logIn(settings.login());
        }
        Map<String, String> asUser = new LinkedHashMap<>(wanted);
        asUser.put("assert", "user");
        Answer answer = got(asUser);
        if ("assertuserfailed".equals(errorCode(answer))) { // the session has ended
            logIn(settings.login());
            answer = got(asUser);
        }
        return taken(answer);
    }

    private void logIn(MediaWikiSettings.Login login) throws WikiTrouble, InterruptedException {
        loggedIn = false;
        Map<String, String> wanted = query();
        wanted.put("meta", "tokens");
        wanted.put("type", "login");
        Map<?, ?> tokens =
                Json.object(Json.object(taken(got(wanted)).part("query")).get("tokens"));
        Map<String, String> form = new LinkedHashMap<>();
        form.put("action", "login");
        form.put("format", "json");
        form.put("formatversion", "2");
        form.put("lgname", login.user());
        form.put("lgpassword", login.password().reveal());
        form.put("lgtoken", Json.text(tokens.get("logintoken")));
        Map<String, String> asForm = new LinkedHashMap<>(headers);
        asForm.put("Content-Type", "application/x-www-form-urlencoded");
        Map<?, ?> said = Json.object(taken(sent(
                        "POST", settings.api().toString(), asForm, encoded(form).getBytes(UTF_8)))
                .part("login"));
        String result = Json.text(said.get("result"));
        if (!result.equals("Success")) {
            throw WikiTrouble.lasting("the login as " + login.user() + " was not taken: "
                    + shown(result + " " + Json.text(said.get("reason"))));
        }
        loggedIn = true;
    }

    private Answer got(Map<String, String> wanted) throws WikiTrouble, InterruptedException {
        return sent("GET", settings.api() + "?" + encoded(wanted), headers, new byte[0]);
    }

    private Answer sent(String method, String url, Map<String, String> with, byte[] body)
            throws WikiTrouble, InterruptedException {
        try {
            return http.send(method, Secret.of(url), with, body);
        } catch (NoAnswer e) {
            throw e.outcome() instanceof Outcome.Blocked blocked
                    ? WikiTrouble.lasting(blocked.reason())
                    : WikiTrouble.passing(e.outcome() instanceof Outcome.Retry retry ? retry.reason() : "no answer");
        }
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> Urls.encoded(parameter.getKey()) + "=" + Urls.encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** The answer, if it is one to the request. */
    private WikiAnswer taken(Answer answer) throws WikiTrouble {
        if (!answer.isSuccess()) {
            boolean passing = HttpOutcomes.isPassing(answer.status());
            throw new WikiTrouble(
                    answer.status() == 500
                            ? WikiTrouble.Kind.FAILING
                            : passing ? WikiTrouble.Kind.PASSING : WikiTrouble.Kind.LASTING,
                    HttpOutcomes.reason(answer, shown(answer.body())),
                    answer.retryAfter());
        }
        if (!answer.whole() && answer.body().getBytes(UTF_8).length < ANSWER_MOST) {
            throw WikiTrouble.passing("its answer broke off");
        }
        if (!answer.whole()) {
            throw new WikiTrouble(
                    WikiTrouble.Kind.TOO_LONG,
                    "its answer is longer than " + ANSWER_MOST + " bytes, even for a single entry",
                    null);
        }
        WikiAnswer said = WikiAnswer.of(answer.body());
        if (said == null) {
            throw WikiTrouble.passing("it answered with something else than JSON: " + shown(answer.body()));
        }
        Object error = said.part("error");
        if (error != null) {
            throw refused(Json.object(error), answer);
        }
        warning = warning(said.part("warnings"));
        return said;
    }

    private WikiTrouble refused(Map<?, ?> error, Answer answer) {
        String code = Json.text(error.get("code"));
        return new WikiTrouble(
                kind(code), "it says " + shown(code + ": " + Json.text(error.get("info"))), answer.retryAfter());
    }

    private static WikiTrouble.Kind kind(String code) {
        if (PASSING.contains(code) || code.startsWith("internal_api_error_DB")) {
            return WikiTrouble.Kind.PASSING;
        }
        return code.startsWith("internal_api_error") ? WikiTrouble.Kind.FAILING : WikiTrouble.Kind.LASTING;
    }

    private static @Nullable String errorCode(Answer answer) {
        WikiAnswer said = answer.isSuccess() ? WikiAnswer.of(answer.body()) : null;
        return said == null ? null : Json.text(Json.object(said.part("error")).get("code"));
    }

    private String warning(@Nullable Object warnings) {
        String text = Json.object(warnings).entrySet().stream()
                .map(module -> module.getKey() + ": "
                        + Json.text(Json.object(module.getValue()).get("warnings")))
                .collect(Collectors.joining("; "));
        return shown(text);
    }

    private String shown(String text) {
        return excerpts.of(text, List.of());
    }

    @Override
    public void close() {
        http.close();
    }
}
