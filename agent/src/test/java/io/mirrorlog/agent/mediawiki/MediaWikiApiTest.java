package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Request;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MediaWikiApiTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> LIST =
            Map.of("action", "query", "list", "logevents", "formatversion", "2");
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static MirroredWiki wiki;

    @BeforeAll
    static void startWithEventsOfSeveralSites() throws Exception {
        wiki = new MirroredWiki(folder, true);
        wiki.post("wiki", """
                [{"logid":1,"ns":0,"title":"Gamma","pageid":4,"logpage":4,"params":{},"type":"create","action":"create",
                  "user":"Admin","userid":7,"timestamp":"2026-11-21T20:36:20Z","comment":"<b>Ж</b>","tags":["mytag"]},
                 {"logid":2,"ns":0,"title":"gamma","pageid":5,"logpage":5,"params":{},"type":"thanks","action":"thank",
                  "user":"bob","userid":0,"timestamp":"2026-11-21T20:36:21Z","comment":"","tags":[]},
                 {"logid":3,"ns":2,"title":"User:Bob","pageid":0,"logpage":0,"params":{},"type":"block","action":"block",
                  "user":"Admin","userid":7,"timestamp":"2026-11-21T20:36:22Z","comment":"","tags":[]},
                 {"logid":4,"ns":118,"title":"Draft:A|b","pageid":6,"logpage":6,"params":{},"type":"odd","action":"a/b",
                  "user":"Bob","timestamp":"2026-11-21T20:36:23Z","comment":"","tags":[]}]""");
        wiki.post("shop", """
                {"Code":4003,"Timestamp":"1795293384.25","Username":"admin","Severity":250,"Object":"user",
                 "EventType":"modified","ClientIP":"203.0.113.9","Message":"Password changed."}""");
        wiki.post("shop", """
                {"message":"Order paid","timestamp":"2026-11-22T01:00:00+02:00","id":"o-1","title":"Order 1","paid":true}""");
    }

    @AfterAll
    static void stop() {
        wiki.close();
    }

    private static JsonNode entries(String site, String... parameters) throws Exception {
        JsonNode answer = wiki.ask(site, MirroredWiki.with(LIST, parameters));
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        return answer.get("query").get("logevents");
    }

    private static List<String> ids(String... parameters) throws Exception {
        return entries(
                        "wiki",
                        MirroredWiki.with(Map.of("leprop", "ids"), parameters).entrySet().stream()
                                .flatMap(parameter -> Stream.of(parameter.getKey(), parameter.getValue()))
                                .toArray(String[]::new))
                .valueStream()
                .map(entry -> entry.get("logid").asString())
                .toList();
    }

    private static String error(Map<String, String> parameters) throws Exception {
        HttpResponse<String> response = wiki.get("wiki", parameters);
        JsonNode error = JSON.readTree(response.body()).get("error");
        String code = error.get("code").asString();
        assertThat(response.headers().firstValue("MediaWiki-API-Error")).contains(code);
        return response.statusCode() + " " + code + ": " + error.get("info").asString();
    }

    @Test
    void showsAnEventOfAnotherSiteAsAnEntryWithNothingOfItLost() throws Exception {
        assertThat(entries("shop", "leprop", "*", "letype", "4003").toString())
                .isEqualTo("[{\"logid\":6,\"ns\":0,\"title\":\"\",\"pageid\":0,\"logpage\":0,"
                        + "\"params\":{\"Severity\":250,\"Object\":\"user\",\"ClientIP\":\"203.0.113.9\"},"
                        + "\"type\":\"4003\",\"action\":\"modified\",\"user\":\"admin\","
                        + "\"timestamp\":\"2026-11-21T20:36:24Z\",\"comment\":\"Password changed.\","
                        + "\"parsedcomment\":\"Password changed.\",\"tags\":[]}]");
        assertThat(entries("shop", "leprop", "*", "letitle", "Order 1").toString())
                .isEqualTo("[{\"logid\":7,\"ns\":0,\"title\":\"Order 1\",\"pageid\":0,\"logpage\":0,"
                        + "\"params\":{\"title\":\"Order 1\",\"paid\":true},\"type\":\"\",\"action\":\"\","
                        + "\"timestamp\":\"2026-11-21T23:00:00Z\",\"comment\":\"Order paid\","
                        + "\"parsedcomment\":\"Order paid\",\"tags\":[]}]");
        assertThat(entries("shop", "lenamespace", "0")).as("as they are shown").hasSize(2);
    }

    @Test
    void showsAllSitesUnderTheirSequences() throws Exception {
        HttpResponse<String> response =
                wiki.get(null, MirroredWiki.with(LIST, "leprop", "ids", "ledir", "newer", "lelimit", "max"));
        JsonNode entries = JSON.readTree(response.body()).get("query").get("logevents");
        assertThat(entries.valueStream()
                        .map(entry ->
                                entry.get("logid") + " " + entry.get("site").asString())
                        .filter(entry -> !entry.endsWith("web-1"))) // the agent's own
                .containsExactly("2 wiki", "3 wiki", "4 wiki", "5 wiki", "6 shop", "7 shop");
    }

    @Test
    void findsByEveryCriterion() throws Exception {
        assertThat(ids()).containsExactly("4", "3", "2", "1");
        assertThat(ids("ledir", "newer")).containsExactly("1", "2", "3", "4");
        assertThat(ids("lestart", "2026-11-21T20:36:22Z", "leend", "20261121203621"))
                .containsExactly("3", "2");
        assertThat(ids("lestart", "2026-11-21T20:36:22Z", "leend", "now", "ledir", "newer"))
                .containsExactly("3", "4");
        assertThat(ids("letype", "block")).containsExactly("3");
        assertThat(ids("leaction", "odd/a/b")).containsExactly("4");
        assertThat(ids("letag", "mytag")).containsExactly("1");
        assertThat(ids("lenamespace", "2")).containsExactly("3");
        assertThat(ids("lenamespace", "118")).containsExactly("4");
        assertThat(ids("leids", "1|3|77")).containsExactly("3", "1");
        assertThat(ids("letitle", "user:bob")).containsExactly("3");
        assertThat(ids("leprefix", "User:B")).containsExactly("3");
        assertThat(ids("leprefix", "User")).isEmpty();
        assertThat(ids("leprefix", "Gam")).containsExactly("1");
    }

    @Test
    void looksForANameAsGivenBeforeItMakesItsFirstLetterLarge() throws Exception {
        assertThat(ids("letitle", "gamma")).containsExactly("2");
        assertThat(ids("letitle", "Gamma")).containsExactly("1");
        assertThat(ids("leuser", "bob")).containsExactly("2");
        assertThat(ids("leuser", "admin")).containsExactly("3", "1");
        assertThat(ids("leuser", "Nobody")).isEmpty();
        assertThat(ids("leuser", "#7")).containsExactly("3", "1");
        assertThat(ids("leuser", "#8")).isEmpty();
        assertThat(ids("leuser", "#0")).as("strangers").isEmpty();
    }

    @Test
    void takesAListWithBarsInItsValues() throws Exception {
        assertThat(entries("wiki", "leids", "\u001f4", "leprop", "\u001fids\u001ftype")
                        .toString())
                .isEqualTo("[{\"logid\":4,\"pageid\":6,\"logpage\":6,\"type\":\"odd\",\"action\":\"a/b\"}]");
    }

    @Test
    void escapesTheCommentAndInTheOlderFormAllThatIsNotAscii() throws Exception {
        Map<String, String> wish = MirroredWiki.with(LIST, "leids", "1", "leprop", "parsedcomment");
        assertThat(wiki.get("wiki", wish).body()).contains("\"parsedcomment\":\"&lt;b&gt;Ж&lt;/b&gt;\"");
        assertThat(wiki.get("wiki", MirroredWiki.with(wish, "ascii", "1")).body())
                .contains("&gt;\\u0416&lt;");
        Map<String, String> older = MirroredWiki.with(wish, "formatversion", "1");
        assertThat(wiki.get("wiki", older).body()).contains("&gt;\\u0416&lt;");
        assertThat(wiki.get("wiki", MirroredWiki.with(older, "utf8", "")).body())
                .contains("&gt;Ж&lt;");
    }

    @Test
    void takesAForm() throws Exception {
        String form = MirroredWiki.query(MirroredWiki.with(LIST, "leids", "3", "leprop", "title"));
        assertThat(posted(FORM, form)).contains("[{\"ns\":2,\"title\":\"User:Bob\"}]");
        String parts = "--x\r\nContent-Disposition: form-data; name=\"leids\"\r\n\r\n3\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"leprop\"\r\n\r\ntitle\r\n--x--\r\n";
        HttpResponse<String> response = wiki.send(wiki.request("/wiki/api.php?" + MirroredWiki.query(LIST))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(parts)));
        assertThat(response.body()).contains("[{\"ns\":2,\"title\":\"User:Bob\"}]");
    }

    @Test
    void refusesAFormThatIsNoneOrTooLarge() throws Exception {
        assertThat(posted(FORM, "a=" + "x".repeat(300 << 10)))
                .contains("\"badrequest\"")
                .contains("at most 262144");
        assertThat(posted(FORM, "action=%zz")).contains("\"badrequest\"");
    }

    private static String posted(String type, String body) throws Exception {
        return wiki.send(wiki.request("/wiki/api.php")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body)))
                .body();
    }

    @Test
    void takesTheTokenInEveryWayThatAClientHas() throws Exception {
        String path = "/wiki/api.php?" + MirroredWiki.query(LIST);
        String basic =
                Base64.getEncoder().encodeToString(("anyone:" + MirroredWiki.TOKEN).getBytes(StandardCharsets.UTF_8));
        assertThat(strangers("/t/" + MirroredWiki.TOKEN + path).statusCode()).isEqualTo(200);
        assertThat(strangers(path, "Authorization", "Basic " + basic).statusCode())
                .isEqualTo(200);
        for (String wrong : new String[] {"Basic eDp5", "Basic =", "Bearer no", "Digest x"}) {
            HttpResponse<String> refused = strangers(path, "Authorization", wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
            assertThat(refused.body()).contains("\"code\":\"readapidenied\"").doesNotContain("gamma");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"mirrorlog\"");
        }
    }

    private static HttpResponse<String> strangers(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(wiki.url() + path));
        return wiki.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void letsNoPageOfAnotherOriginRead() throws Exception {
        var page = HttpRequest.newBuilder(URI.create(
                        wiki.url() + "/t/" + MirroredWiki.TOKEN + "/wiki/api.php?origin=*&" + MirroredWiki.query(LIST)))
                .header("Origin", "https://evil.example");
        HttpResponse<String> refused = wiki.send(page);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(error(MirroredWiki.with(LIST, "callback", "steal"))).startsWith("400 badvalue: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "letype | nope | 200 badvalue: Unrecognized value for parameter \"letype\": nope.",
                "leaction | block | 200 unknown_leaction: Unrecognized value for parameter \"leaction\": block.",
                "ledir | up | 200 badvalue: Unrecognized value for parameter \"ledir\": up.",
                "lenamespace | 99 | 200 badvalue: Unrecognized value for parameter \"lenamespace\": 99.",
                "lenamespace | x | 200 badvalue: Unrecognized value for parameter \"lenamespace\": x.",
                "leids | 1x | 200 badinteger: Invalid value \"1x\" for integer parameter \"leids\".",
                "lelimit | 1e3 | 200 badinteger: Invalid value \"1e3\" for integer parameter \"lelimit\".",
                "leend | never | 200 badtimestamp: Invalid value \"never\" for timestamp parameter \"leend\".",
                "lecontinue | 20261121203621 | 200 badcontinue: Invalid continue param. You should pass the original value returned by the previous query.",
                "lecontinue | 20269921203621!1 | 200 badcontinue: Invalid continue param. You should pass the original value returned by the previous query.",
                "format | xml | 400 badvalue: Unrecognized value for parameter \"format\": xml. This mirror answers in json alone.",
                "formatversion | 3 | 200 badvalue: Unrecognized value for parameter \"formatversion\": 3.",
                "errorformat | x | 200 badvalue: Unrecognized value for parameter \"errorformat\": x.",
                "maxlag | x | 200 badinteger: Invalid value \"x\" for integer parameter \"maxlag\".",
                "maxlag | -1 | 200 maxlag: Waiting for mirrorlog: 0 seconds lagged.",
                "action | edit | 200 badvalue: Unrecognized value for parameter \"action\": edit.",
                "assert | bot | 200 assertbotfailed: You do not have the \"bot\" right, so the action could not be completed.",
                "assert | anon | 200 assertanonfailed: You are logged in, so the action could not be completed.",
                "assertuser | Eve | 200 assertnameduserfailed: You are no longer logged in as \"Eve\", so the action could not be completed.",
            })
    void saysWhatIsWrongAsAWikiDoes(String parameter, String value, String told) throws Exception {
        assertThat(error(MirroredWiki.with(LIST, parameter, value.replace('!', '|'))))
                .isEqualTo(told);
    }

    @Test
    void refusesAPathThatCannotBeRead() {
        var api = new MediaWikiApi(new MemoryLog(), "1", false, () -> Instant.EPOCH);
        Answer answer = api.apply(new Request("GET", "/%zz/api.php", LIST, Map.of(), new byte[0]));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).containsEntry("MediaWiki-API-Error", "badrequest");
    }

    @Test
    void tellsLagAsAWikiDoes() throws Exception {
        HttpResponse<String> lagged = wiki.get("wiki", MirroredWiki.with(LIST, "maxlag", "-1"));
        assertThat(lagged.headers().firstValue("Retry-After")).contains("5");
        assertThat(lagged.headers().firstValue("X-Database-Lag")).contains("0");
        assertThat(lagged.body()).contains("\"host\":\"mirrorlog\"", "\"lag\":0");
        assertThat(wiki.get("wiki", MirroredWiki.with(LIST, "maxlag", "0")).body())
                .doesNotContain("error");
    }

    @Test
    void notesWhatTheClientWantsToFindAgain() throws Exception {
        Map<String, String> wish =
                MirroredWiki.with(LIST, "lelimit", "max", "leids", "1", "leprop", "ids", "requestid", "r<1");
        assertThat(wiki.get("wiki", wish).body())
                .isEqualTo("{\"batchcomplete\":true,\"limits\":{\"logevents\":5000},\"requestid\":\"r<1\","
                        + "\"query\":{\"logevents\":[{\"logid\":1,\"pageid\":4,\"logpage\":4}]}}");
        assertThat(wiki.get("wiki", MirroredWiki.with(wish, "letype", "x")).body())
                .startsWith("{\"requestid\":\"r<1\",\"error\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plaintext | {\"code\":\"badvalue\",\"text\":\"Unrecognized value for parameter \\\"letype\\\": <.\",\"module\":\"query+logevents\"}",
                "html | {\"code\":\"badvalue\",\"html\":\"Unrecognized value for parameter \\\"letype\\\": &lt;.\",\"module\":\"query+logevents\"}",
                "none | {\"code\":\"badvalue\",\"module\":\"query+logevents\"}",
            })
    void tellsErrorsInTheFormAskedFor(String form, String told) throws Exception {
        String body = wiki.get("wiki", MirroredWiki.with(LIST, "letype", "<", "errorformat", form))
                .body();
        assertThat(body).startsWith("{\"errors\":[" + told + "],\"docref\":");
    }

    @Test
    void tellsWarningsInTheFormAskedFor() throws Exception {
        Map<String, String> wish = MirroredWiki.with(LIST, "leprop", "ids|x|y", "foo", "1", "leids", "1");
        assertThat(wiki.get("wiki", wish).body())
                .contains("\"warnings\":{\"main\":{\"warnings\":\"Unrecognized parameter: foo.\"},"
                        + "\"logevents\":{\"warnings\":\"Unrecognized values for parameter \\\"leprop\\\": x, y\"}}");
        assertThat(wiki.get("wiki", MirroredWiki.with(wish, "errorformat", "plaintext"))
                        .body())
                .contains(
                        "{\"code\":\"unrecognizedparams\",\"text\":\"Unrecognized parameter: foo.\",\"module\":\"main\"}");
    }

    @Test
    void doesNotRepeatWhatWasToldWithTheFirstPage() throws Exception {
        Map<String, String> wish = MirroredWiki.with(LIST, "meta", "userinfo|siteinfo|userinfo", "lelimit", "1");
        JsonNode first = wiki.ask("wiki", wish);
        assertThat(first.get("query").propertyNames()).containsExactly("logevents", "userinfo", "general");
        JsonNode more = first.get("continue");
        assertThat(more.get("continue").asString()).isEqualTo("-||userinfo|siteinfo");
        JsonNode second = wiki.ask(
                "wiki",
                MirroredWiki.with(
                        wish,
                        "continue",
                        more.get("continue").asString(),
                        "lecontinue",
                        more.get("lecontinue").asString()));
        assertThat(second.get("query").propertyNames()).containsExactly("logevents");
    }

    @Test
    void answersWhatClientsAskFirst() throws Exception {
        JsonNode query = wiki.ask(
                        "wiki",
                        Map.of(
                                "action",
                                "query",
                                "formatversion",
                                "2",
                                "meta",
                                "siteinfo|userinfo|tokens",
                                "siprop",
                                "general|namespaces|namespacealiases",
                                "uiprop",
                                "rights",
                                "type",
                                "csrf|login"))
                .get("query");
        assertThat(query.get("general").get("sitename").asString()).isEqualTo("wiki");
        assertThat(query.get("general").get("scriptpath").asString()).isEqualTo("/wiki");
        assertThat(query.get("namespaces").get("2").get("name").asString()).isEqualTo("User");
        assertThat(query.get("namespacealiases").toString()).contains("{\"id\":6,\"alias\":\"Image\"}");
        assertThat(query.get("userinfo").toString())
                .isEqualTo("{\"id\":1,\"name\":\"Admin\",\"rights\":[\"read\",\"apihighlimits\"]}");
        assertThat(query.get("tokens").toString()).isEqualTo("{\"csrftoken\":\"+\\\\\",\"logintoken\":\"+\\\\\"}");
        assertThat(wiki.ask("wiki", Map.of("action", "login", "lgname", "a", "lgpassword", "b"))
                        .get("login")
                        .get("result")
                        .asString())
                .isEqualTo("Failed");
        assertThat(wiki.ask(
                                "wiki",
                                Map.of("action", "paraminfo", "modules", "query|query+logevents", "formatversion", "2"))
                        .get("paraminfo")
                        .get("modules")
                        .valueStream()
                        .map(module -> module.get("prefix").asString()))
                .containsExactly("", "le");
        assertThat(error(Map.of())).startsWith("200 help: ");
    }

    @Test
    void neverTellsTheTokenOfThePath() throws Exception {
        String body = strangers("/t/" + MirroredWiki.TOKEN + "/wiki/api.php?action=query&meta=siteinfo")
                .body();
        assertThat(body).contains("\"scriptpath\":\"/wiki\"").doesNotContain(MirroredWiki.TOKEN);
    }
}
