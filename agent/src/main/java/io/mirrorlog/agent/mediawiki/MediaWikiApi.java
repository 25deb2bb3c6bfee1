package io.mirrorlog.agent.mediawiki;

import io.mirrorlog.agent.index.LogIndex;
import io.mirrorlog.agent.index.TooSlowException;
import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.FormBody;
import io.mirrorlog.agent.web.JsonText;
import io.mirrorlog.agent.web.Request;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api.php} and {@code /SITE/api.php}: answers what a MediaWiki's API answers about its log, from the retained
 * events of all sites or of one. Safe for many threads.
 *
 * <p>Whatever else MediaWiki's API can do is answered as by a wiki that has it switched off. Errors have the status 200
 * where MediaWiki's have; see docs/reading-mediawiki.md.
 */
public final class MediaWikiApi implements Function<Request, Answer> {

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.oneOf("action", List.of("clientlogin", "login", "logout", "paraminfo", "query"), "help")
                    .ofModules(""),
            Parameter.oneOf("format", List.of("json"), "json").ofModules(""),
            Parameter.of("maxlag", "integer"),
            Parameter.of("smaxage", "integer"),
            Parameter.of("maxage", "integer"),
            Parameter.oneOf("assert", List.of("anon", "bot", "user"), null),
            Parameter.of("assertuser", "user"),
            Parameter.of("requestid", "string"),
            Parameter.of("servedby", "boolean"),
            Parameter.of("curtimestamp", "boolean"),
            Parameter.of("responselanginfo", "boolean"),
            Parameter.of("origin", "string"),
            Parameter.of("uselang", "string"),
            Parameter.of("variant", "string"),
            Parameter.oneOf(
                    "errorformat", List.of("bc", "html", "none", "plaintext", "raw", "wikitext"), ApiForm.OLDEST),
            Parameter.of("errorlang", "string"),
            Parameter.of("errorsuselocal", "boolean"));

    /** Understood, and without effect on a mirror that speaks one language and never caches. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "smaxage",
            "maxage",
            "origin",
            "crossorigin",
            "uselang",
            "variant",
            "errorlang",
            "errorsuselocal",
            "callback",
            "format");

    private static final Set<String> NOTES = Set.of("requestid", "servedby", "curtimestamp", "responselanginfo");

    private static final String FILE = "/api.php";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_\\[\\]-]{1,255}");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,9}");
    private static final int LEAST_WAIT = 5;

    private final QueryAction query;
    private final InstantSource clock;
    private final boolean named;

    /**
     * @param version of the agent
     * @param named whether readers come with the admin token, which lets them ask for more at once
     */
    public MediaWikiApi(LogIndex log, String version, boolean named, InstantSource clock) {
        this.query = new QueryAction(new Logevents(log), new Siteinfo(version));
        this.named = named;
        this.clock = clock;
    }

    @Override
    public Answer apply(Request request) {
        Map<String, String> values = new HashMap<>(request.query());
        Wiki wiki;
        try {
            wiki = wiki(request);
            values.putAll(FormBody.of(request));
        } catch (IllegalArgumentException e) {
            return refusal(400, "badrequest", String.valueOf(e.getMessage()));
        }
        var parameters = new ApiParameters(values);
        ApiForm form;
        try {
            form = ApiForm.of(parameters);
        } catch (ApiFault fault) {
            return new ApiResult(ApiForm.USUAL).told(fault);
        }
        var reader = new Reader(named, request.sender());
        return answer(new Asking(parameters, form, wiki, reader, clock.instant(), new ApiResult(form)));
    }

    private Answer answer(Asking asking) {
        ApiResult result = asking.result();
        try {
            check(asking);
            Map<String, String> members = results(asking);
            warnOfUnknown(asking);
            noteWishes(asking);
            return result.told(members);
        } catch (ApiFault fault) {
            return refused(asking, fault);
        } catch (TooSlowException e) {
            return refused(
                    asking,
                    new ApiFault(
                            LogeventsWish.PATH,
                            "internal_api_error_TooSlow",
                            String.valueOf(e.getMessage()),
                            503,
                            Map.of(),
                            Map.of("Retry-After", "5")));
        }
    }

    /** Nothing of what was put together before the fault was met is told. */
    private static Answer refused(Asking asking, ApiFault fault) {
        asking.result().forget();
        noteWishes(asking);
        return asking.result().told(fault);
    }

    /** What a client wants to find in the answer, whatever that is. */
    private static void noteWishes(Asking asking) {
        ApiParameters parameters = asking.parameters();
        ApiResult result = asking.result();
        String requestId = parameters.text("requestid");
        if (requestId != null) {
            result.note("requestid", new JsonText().text(requestId).toString());
        }
        if (parameters.flag("servedby")) {
            result.note("servedby", "\"mirrorlog\"");
        }
        if (parameters.flag("curtimestamp")) {
            result.note(
                    "curtimestamp",
                    new JsonText().text(WikiTime.shown(asking.now())).toString());
        }
        if (parameters.flag("responselanginfo")) {
            result.note("uselang", "\"en\"");
            result.note("errorlang", "\"en\"");
        }
    }

    private Map<String, String> results(Asking asking) throws ApiFault {
        String action = asking.parameters().text("action", "help");
        return switch (action) {
            case "query" -> query.of(asking);
            case "paraminfo" -> Paraminfo.of(asking);
            case "login" -> Logins.login(asking);
            case "clientlogin" -> Logins.clientLogin(asking);
            case "logout" -> Map.of();
            case "help" ->
                throw new ApiFault(
                        ApiFault.MAIN,
                        "help",
                        "This mirror answers action=query with list=logevents and meta=siteinfo|userinfo|tokens, and action=paraminfo.");
            default -> throw ApiFault.badValue(ApiFault.MAIN, "action", action);
        };
    }

    /** What MediaWiki looks at before it does anything. */
    private static void check(Asking asking) throws ApiFault {
        ApiParameters parameters = asking.parameters();
        parameters.know(WITHOUT_EFFECT);
        parameters.know(NOTES);
        String format = parameters.text("format", "json");
        if (!format.equals("json")) {
            throw new ApiFault(
                    ApiFault.MAIN,
                    "badvalue",
                    ApiFault.unrecognized("format", format) + " This mirror answers in json alone.",
                    400,
                    Map.of(),
                    Map.of());
        }
        if (parameters.flag("callback")) {
            throw new ApiFault(
                    ApiFault.MAIN,
                    "badvalue",
                    "This mirror takes no \"callback\": a page of anybody could read the log with it.",
                    400,
                    Map.of(),
                    Map.of());
        }
        checkLag(parameters.text("maxlag"));
        Assertions.check(asking);
    }

    /** What is stored is found at once, so nothing lags; who asks for less than that is told to wait, as a wiki would. */
    private static void checkLag(@Nullable String maxlag) throws ApiFault {
        if (maxlag == null) {
            return;
        }
        if (!INTEGER.matcher(maxlag).matches()) {
            throw new ApiFault(
                    ApiFault.MAIN, "badinteger", "Invalid value \"" + maxlag + "\" for integer parameter \"maxlag\".");
        }
        if (maxlag.startsWith("-") && Integer.parseInt(maxlag) < 0) {
            throw new ApiFault(
                    ApiFault.MAIN,
                    "maxlag",
                    "Waiting for mirrorlog: 0 seconds lagged.",
                    200,
                    Map.of("host", "\"mirrorlog\"", "lag", "0", "type", "\"db\""),
                    Map.of("Retry-After", String.valueOf(LEAST_WAIT), "X-Database-Lag", "0"));
        }
    }

    private static void warnOfUnknown(Asking asking) {
        Set<String> unknown = asking.parameters().unknown();
        if (!unknown.isEmpty()) {
            asking.result()
                    .warn(
                            ApiFault.MAIN,
                            "unrecognizedparams",
                            (unknown.size() == 1 ? "Unrecognized parameter: " : "Unrecognized parameters: ")
                                    + String.join(", ", unknown) + ".",
                            Map.of());
        }
    }

    private static Wiki wiki(Request request) {
        String host = request.header("host");
        String server = "http://" + (host != null && HOST.matcher(host).matches() ? host : "127.0.0.1");
        String path = request.path().substring(0, request.path().length() - FILE.length());
        return new Wiki(path.isEmpty() ? null : request.part(0), server, path);
    }

    /** What cannot be answered at all, in the form that every client knows. */
    static Answer refusal(int status, String code, String info) {
        return new ApiResult(ApiForm.USUAL).told(new ApiFault(ApiFault.MAIN, code, info, status, Map.of(), Map.of()));
    }
}
