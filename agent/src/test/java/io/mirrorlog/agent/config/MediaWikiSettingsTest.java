package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.agent.queue.Start;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaWikiSettingsTest {

    private static final String REST = "\nconnections: { nowhere: { connector: discard } }\n";

    @TempDir
    Path folder;

    private List<MediaWikiSettings> load(String list) throws Exception {
        return new Loading(folder, ConnectorTypes.builtIn())
                .load("intake: { mediawiki: [ " + list + " ] }" + REST)
                .intake()
                .mediawiki();
    }

    private void refused(String list, String... lines) {
        var refusal = assertThatThrownBy(() -> load(list)).isInstanceOf(ConfigurationException.class);
        for (String line : lines) {
            refusal.hasMessageContaining(line);
        }
    }

    @Test
    void hasDefaultsForAllButTheNameAndTheAddress() throws Exception {
        assertThat(load("{ site: enwiki, api: https://en.wikipedia.org/w/api.php }"))
                .singleElement()
                .satisfies(wiki -> {
                    assertThat(wiki.every()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(wiki.start()).isEqualTo(new Start.Now());
                    assertThat(wiki.overlap()).isEqualTo(Duration.ofMinutes(10));
                    assertThat(wiki.login()).isNull();
                    assertThat(wiki.network().timeout()).isEqualTo(Duration.ofSeconds(30));
                });
        assertThat(load("{ site: w, api: \"http://127.0.0.1:8080/api.php\", start: 2026-01-31T00:00:00Z, overlap: 0 }"))
                .singleElement()
                .extracting(MediaWikiSettings::start)
                .isEqualTo(new Start.At(Instant.parse("2026-01-31T00:00:00Z")));
    }

    @Test
    void refusesWhatCannotBeReadPolitelyOrSafely() {
        refused("{ site: w, api: \"http://wiki.example/api.php\" }", "mediawiki[0].api: must begin with https://");
        refused(
                "{ site: w, api: \"https://u:geheim@wiki.example/api.php\" }",
                "mediawiki[0].api: has a query or a password");
        refused("{ site: w, api: \"https://wiki.example/api.php?x=1\" }", "mediawiki[0].api: has a query");
        refused(
                "{ site: a/b, api: https://wiki.example/api.php, every: 0, overlap: 8d, maxlag: 0, timeout: 1h, contact: \"(x)\" }",
                "mediawiki[0].site: is no name of a site",
                "mediawiki[0].every: 0 is out of range; 1s to 1d",
                "mediawiki[0].overlap: 8d is out of range; 0 to 7d",
                "mediawiki[0].maxlag: 0 is out of range; 1 to 3600",
                "mediawiki[0].contact: is no mail address or URL",
                "mediawiki[0].timeout: is out of range");
        refused(
                "{ api: https://wiki.example/api.php, evry: 1s }",
                "mediawiki[0].site: is missing",
                "did you mean every?");
    }

    @Test
    void takesALoginOrAToken() throws Exception {
        String wiki = "{ site: w, api: https://wiki.example/api.php, token: geheim-token";
        assertThat(load(wiki + " }").toString()).doesNotContain("geheim");
        refused(
                wiki + ", login: { user: A, password: geheim-0123 } }",
                "mediawiki[0].token: are both there; leave one of them out");
        refused("{ site: w, api: https://wiki.example/api.php, token: \"ge heim\" }", "token: is no token");
    }

    @Test
    void refusesTwoWikisOfOneName() {
        String wiki = "{ site: w, api: https://wiki.example/api.php }";
        refused(wiki + ", " + wiki, "intake.mediawiki: two wikis are the site w; each has its own");
    }

    @Test
    void showsNoPassword() throws Exception {
        var wikis = load("{ site: w, api: https://wiki.example/api.php, login: { user: A@b, password: geheim-0123 } }");
        assertThat(wikis.toString()).doesNotContain("geheim");
    }
}
