package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section intake.http. */
class HttpSettingsTest {

    private final Loading loading;

    HttpSettingsTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void sitesHaveTheirOwnSafeTokens() {
        assertThat(loading.problems("""
                intake:
                  http:
                    tokens:
                      shop: short
                      my.wiki: 0123456789abcdef
                      other: 0123456789abcdef
                      "a:b": 0123456789abcdeg
                    admin_token: 0123456789abcdeg
                """ + SMALLEST))
                .containsExactly(
                        "config.yml:4:13: intake.http.tokens.shop: is no token;"
                                + " at least 16 visible ASCII characters without spaces",
                        "config.yml:6:14: intake.http.tokens.other: is the token of my.wiki too; each site has its own",
                        "config.yml:7:14: intake.http.tokens.a:b: the key is no name of a site;"
                                + " at most 100 letters, digits, spaces and . _ -, the first a letter or digit",
                        "config.yml:8:18: intake.http.admin_token: is the token of a site too; the admin has its own");
    }

    @Test
    void aBrokenTokenDoesNotMakeAListenerUnsafe() {
        assertThat(loading.problems(
                        "intake: { http: { listen: \"0.0.0.0:1\", tokens: { a: \"${env:A}\" } } }\n" + SMALLEST))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("config.yml:1:53: intake.http.tokens.a: the environment variable A is not set");
    }
}
