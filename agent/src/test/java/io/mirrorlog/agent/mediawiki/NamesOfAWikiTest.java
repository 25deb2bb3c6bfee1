package io.mirrorlog.agent.mediawiki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A wiki has its own words for namespaces, one form for an address, and many ways to write a name. */
class NamesOfAWikiTest {

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static MirroredWiki wiki;

    @BeforeAll
    static void startWithAGermanWiki() throws Exception {
        wiki = new MirroredWiki(folder, false);
        wiki.post(
                "wiki",
                "["
                        + String.join(
                                ",",
                                List.of(
                                        entry(1, 2, "Benutzer:Bob", "Admin"),
                                        entry(2, 4, "Unser Wiki:Über uns", "Admin"),
                                        entry(3, 1, "Diskussion:Zürich", "2001:DB8:0:0:0:0:0:1"),
                                        entry(4, 0, "2001: Odyssee im Weltraum", "Anna Müller"),
                                        entry(5, 0, "Benutzerhandbuch", "User:odd"),
                                        entry(6, 2, "Benutzer:2001:DB8:0:0:0:0:0:0/32", "Admin")))
                        + "]");
    }

    private static String entry(int logid, int namespace, String title, String user) {
        return """
                {"logid":%d,"ns":%d,"title":"%s","pageid":1,"logpage":1,"params":{},"type":"create","action":"create",
                 "user":"%s","timestamp":"2026-11-21T20:36:20Z","comment":"","tags":[]}""".formatted(logid, namespace, title, user);
    }

    @AfterAll
    static void stop() {
        wiki.close();
    }

    private static List<String> ids(String... parameters) throws Exception {
        JsonNode answer = wiki.logevents(
                "wiki",
                MirroredWiki.with(Map.of("leprop", "ids", "ledir", "newer"), parameters).entrySet().stream()
                        .flatMap(parameter -> List.of(parameter.getKey(), parameter.getValue()).stream())
                        .toArray(String[]::new));
        return answer.get("query")
                .get("logevents")
                .valueStream()
                .map(entry -> entry.get("logid").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "Benutzer:Bob, 1",
        "benutzer:bob, 1",
        "User:Bob, 1",
        "user:bob, 1",
        "Project:Über uns, 2",
        "Unser Wiki:über uns, 2",
        "Talk:Zürich, 3",
        "2001: Odyssee im Weltraum, 4",
        "User:2001:db8::/32, 6",
    })
    void findAPageByMediaWikisWordForItsNamespaceAndByItsOwn(String title, String logid) throws Exception {
        assertThat(ids("letitle", title)).containsExactly(logid);
    }

    @ParameterizedTest
    @CsvSource({
        "Benutzer:, 1 6",
        "benutzer:b, 1",
        "User:B, 1",
        "Project:Ü, 2",
        "unser Wiki:Ü, 2",
        "2001: O, 4",
        "2001:, 4",
        "Benutzer, 5"
    })
    void findPagesByTheirBeginningWithinTheirNamespace(String prefix, String logids) throws Exception {
        assertThat(ids("leprefix", prefix)).containsExactly(logids.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 3",
        "User:anna Müller, 4",
        "Anna_Müller, 4",
        "User:odd, 5",
        "User:Admin, 1 2 6",
        "user:nobody, ''"
    })
    void findAUserHoweverTheNameIsWritten(String user, String logids) throws Exception {
        assertThat(ids("leuser", user)).containsExactly(logids.isEmpty() ? new String[0] : logids.split(" "));
    }

    @Test
    void findNothingOfAPageThatTheLogDoesNotHave() throws Exception {
        assertThat(ids("letitle", "User:Eve")).isEmpty();
        assertThat(ids("letitle", "Template:X")).isEmpty();
        assertThat(ids("letitle", "Nothing")).isEmpty();
    }
}
