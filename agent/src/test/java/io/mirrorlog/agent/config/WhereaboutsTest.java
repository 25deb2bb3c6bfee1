package io.mirrorlog.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhereaboutsTest {

    @TempDir
    Path folder;

    private Whereabouts whereabouts(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("c.yml"), yaml);
        Map<String, String> environment = Map.of("WIKI_TOKEN", "wiki-0123456789abcdef");
        return Whereabouts.read(file, new Circumstances(environment::get, "Host!", folder, List.of()));
    }

    @Test
    void areTheUsualOnesWhereNothingIsSaid() throws Exception {
        Whereabouts usual = whereabouts("connections:");
        Configuration configuration = new Loading(folder).load(Loading.SMALLEST);

        assertThat(usual.listen()).isEqualTo(configuration.intake().http().listen());
        assertThat(usual.dataDir()).isEqualTo(configuration.dataDir());
        assertThat(usual.adminToken()).isEmpty();
        assertThat(usual.sites()).isEmpty();
        assertThat(usual.token("shop")).isEmpty();
        assertThat(usual.site()).isEqualTo(Names.siteOf("Host!"));
    }

    @Test
    void areKnownWhereAllElseIsBroken() throws Exception {
        Whereabouts known = whereabouts("""
                site: web-1
                data_dir: ./d
                queue: { max_size: none, sise: 1 }
                intake:
                  mediawiki: nothing
                  http:
                    listen: "127.0.0.1:9000"
                    max_body: much
                    admin_token: admin-0123456789abcdef
                    tokens: { shop: "${env:NOT_SET}", wiki: "${env:WIKI_TOKEN}" }
                conections: { a: 1 }
                """);

        assertThat(known.site()).isEqualTo("web-1");
        assertThat(known.dataDir()).isEqualTo(folder.resolve("d"));
        assertThat(known.listen()).isEqualTo(ListenAddress.parse("127.0.0.1:9000"));
        assertThat(known.adminToken()).contains(Secret.of("admin-0123456789abcdef"));
        assertThat(known.sites()).containsExactly("shop", "wiki");
        assertThat(known.token("wiki")).contains(Secret.of("wiki-0123456789abcdef"));
        assertThatThrownBy(() -> known.token("shop"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("intake.http.tokens.shop: the environment variable NOT_SET is not set");
    }

    @Test
    void areToldWhereTheyAreBrokenThemselves() throws Exception {
        assertThatThrownBy(
                        () -> whereabouts("intake: { http: { listen: here } }").listen())
                .hasMessage(folder + "/c.yml:1:27: intake.http.listen: is no address to listen at; write host:port,"
                        + " such as 127.0.0.1:8514");
        assertThatThrownBy(() -> whereabouts("intake: { http: { listn: x } }").listen())
                .hasMessageEndingWith("intake.http.listn: no such option (did you mean listen?)");
        assertThatThrownBy(() -> whereabouts("intake: { htp: 1 }").adminToken())
                .hasMessageEndingWith("intake.htp: no such option (did you mean http?)");
        assertThatThrownBy(() -> whereabouts("intake: { http: [] }").sites()).hasMessageContaining("is a list");
        assertThatThrownBy(() -> whereabouts("[]").site()).hasMessageContaining("is a list");
    }

    /** It stands in a request's header. */
    @Test
    void holdNoTokenThatIsNone() throws Exception {
        Whereabouts bad = whereabouts("intake: { http: { admin_token: \"a\\nb\", tokens: { shop: \"c\\nd\" } } }");

        assertThatThrownBy(bad::adminToken)
                .hasMessageContaining("admin_token: is no token")
                .hasNoCause();
        assertThatThrownBy(() -> bad.token("shop")).hasMessageContaining("tokens.shop: is no token");
    }
}
