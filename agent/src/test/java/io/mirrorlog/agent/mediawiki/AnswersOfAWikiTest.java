package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a MediaWiki 1.39.17 answered to requests that are not among the recorded ones. */
class AnswersOfAWikiTest {

    private static final Map<String, String> LIST = Map.of("action", "query", "list", "logevents", "leprop", "ids");
    private static final String ENTRY = "\"query\":{\"logevents\":[{\"logid\":1,\"pageid\":1,\"logpage\":1}]}}";

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static MirroredWiki wiki;

    @BeforeAll
    static void start() throws Exception {
        wiki = new MirroredWiki(folder, false);
        wiki.post("wiki", """
                {"logid":1,"ns":0,"title":"A","pageid":1,"logpage":1,"params":{},"type":"create","action":"create",
                 "user":"Admin","timestamp":"2026-11-21T20:36:20Z","comment":"","tags":[]}""");
    }

    @AfterAll
    static void stop() {
        wiki.close();
    }

    private static String answer(String... parameters) throws Exception {
        return wiki.get("wiki", MirroredWiki.with(LIST, parameters)).body();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "leaction=create/create,letype=nope; badvalue; Unrecognized value for parameter \\\"letype\\\": nope.",
                "letitle=A,lenamespace=nope; badvalue; Unrecognized value for parameter \\\"lenamespace\\\": nope.",
                "leprefix=A,lenamespace=0; invalidparammix; The parameters \\\"lenamespace\\\" and \\\"leprefix\\\" can not be used together.",
                "letitle=A,leprefix=A,lenamespace=0; invalidparammix; The parameters \\\"letitle\\\", \\\"lenamespace\\\" and \\\"leprefix\\\" can not be used together.",
                "lelimit=99999999999999999999; badinteger; Invalid value \\\"99999999999999999999\\\" for integer parameter \\\"lelimit\\\".",
                "continue=nope; badcontinue; Invalid continue param. You should pass the original value returned by the previous query.",
                "continue=a||b||c; badcontinue; Invalid continue param. You should pass the original value returned by the previous query.",
            })
    void tellFirstWhatIsNoValueAtAll(String parameters, String code, String info) throws Exception {
        assertThat(answer(parameters.split("[=,]")))
                .startsWith("{\"error\":{\"code\":\"" + code + "\",\"info\":\"" + info + "\",\"*\":");
    }

    @Test
    void doNotRepeatAListThatIsDone() throws Exception {
        assertThat(answer("continue", "-||logevents")).isEqualTo("{\"batchcomplete\":\"\"}");
    }

    @Test
    void takeAListOfNothing() throws Exception {
        assertThat(answer("leprop", "\u001f")).isEqualTo("{\"batchcomplete\":\"\",\"query\":{\"logevents\":[{}]}}");
    }

    @Test
    void takeNothingForThePresentTimeAndWarn() throws Exception {
        assertThat(answer("leend", "0"))
                .startsWith("{\"batchcomplete\":\"\",\"warnings\":{\"logevents\":")
                .endsWith("\"query\":{\"logevents\":[]}}");
    }

    @Test
    void beginWithWarningsOnlyIfAllOfThemAreAboutTheRequest() throws Exception {
        assertThat(answer("foo", "1"))
                .isEqualTo("{\"warnings\":{\"main\":{\"*\":\"Unrecognized parameter: foo.\"}},\"batchcomplete\":\"\","
                        + ENTRY);
        assertThat(answer("foo", "1", "lelimit", "0"))
                .isEqualTo("{\"batchcomplete\":\"\",\"warnings\":{\"main\":{\"*\":\"Unrecognized parameter: foo.\"},"
                        + "\"logevents\":{\"*\":\"The value \\\"0\\\" for parameter \\\"lelimit\\\" must be between 1 and 500.\"}},"
                        + ENTRY);
    }

    @Test
    void tellWarningsWithWhatProgramsWantToKnow() throws Exception {
        String text = "The value \\\"0\\\" for parameter \\\"lelimit\\\" must be between 1 and 500.";
        String data = "\"data\":{\"min\":1,\"curmax\":500,\"max\":500,\"highmax\":5000}";
        assertThat(answer("errorformat", "plaintext", "lelimit", "0"))
                .isEqualTo("{\"batchcomplete\":\"\",\"warnings\":[{\"code\":\"outofrange\"," + data
                        + ",\"module\":\"query+logevents\",\"*\":\"" + text + "\"}]," + ENTRY);
        assertThat(answer("errorformat", "plaintext", "lelimit", "0", "formatversion", "2"))
                .isEqualTo("{\"batchcomplete\":true,\"warnings\":[{\"code\":\"outofrange\",\"text\":\"" + text + "\","
                        + data + ",\"module\":\"query+logevents\"}]," + ENTRY);
        assertThat(answer("errorformat", "none", "leprop", "ids|x|y"))
                .isEqualTo("{\"batchcomplete\":\"\",\"warnings\":[{\"code\":\"unrecognizedvalues\","
                        + "\"data\":{\"values\":[\"x\",\"y\"]},\"module\":\"query+logevents\"}]," + ENTRY);
    }

    @Test
    void tellTheLanguageOfErrorsToo() throws Exception {
        assertThat(answer("responselanginfo", "1")).contains("\"uselang\":\"en\",\"errorlang\":\"en\"");
    }
}
