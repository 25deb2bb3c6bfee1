package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and an agent that wants tokens. */
class TokensTest {

    private static final String SHOP = "shop-0123456789abcdef";
    private static final String ADMIN = "admin-0123456789abcdef";

    @TempDir
    static Path folder;

    static RunningAgent agent;

    @BeforeAll
    static void start() throws Exception {
        agent = new RunningAgent(folder, """
                site: web-1
                data_dir: ./data
                intake:
                  http:
                    listen: "127.0.0.1:0"
                    tokens: { shop: "%s", wiki: "wiki-0123456789abcdef" }
                    admin_token: "%s"
                connections: { nowhere: { connector: discard } }
                """.formatted(SHOP, ADMIN));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Test
    void emitTakesTheTokenOfTheSiteFromTheConfiguration() {
        String config = agent.config().toString();

        assertThat(agent.shell()
                        .run("emit", "--config", config, "--site", "shop", "x")
                        .exit())
                .isZero();
        assertThat(agent.shell()
                        .run("emit", "-c", config, "--site", "wiki", "x")
                        .exit())
                .isZero();
    }

    @Test
    void emitNamesTheSitesThatHaveAToken() {
        FakeShell.Ended ended = agent.shell().run("emit", "-c", agent.config().toString(), "x");

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.errLines())
                .containsExactly("The configuration has no token for the site web-1; --site may be shop, wiki.");
    }

    @Test
    void theTokenMayComeFromTheEnvironment() {
        assertThat(agent.shell()
                        .with("MIRRORLOG_TOKEN", SHOP + "\n")
                        .run("emit", "x")
                        .exit())
                .isZero();
        assertThat(agent.shell().with("MIRRORLOG_TOKEN", ADMIN).run("status").exit())
                .isZero();
        assertThat(agent.shell().run("status", "-c", agent.config().toString()).exit())
                .isZero();
        assertThat(agent.shell().run("log", "-c", agent.config().toString()).exit())
                .isZero();
    }

    @Test
    void aWrongTokenIsRefusedAndNotRepeated() {
        String wrong = "wrong-0123456789abcdef";
        for (String command : new String[] {"emit", "status", "log"}) {
            FakeShell.Ended ended = agent.shell()
                    .with("MIRRORLOG_TOKEN", wrong)
                    .typing("{\"message\":\"x\"}")
                    .run(command);

            assertThat(ended.exit()).isEqualTo(69);
            assertThat(ended.err())
                    .contains("The agent refuses: ", "MIRRORLOG_TOKEN")
                    .doesNotContain(wrong, "is needed");
        }
    }

    @Test
    void aTokenThatIsNoneIsRefusedAndNotRepeated() {
        FakeShell.Ended ended =
                agent.shell().with("MIRRORLOG_TOKEN", "secret\nX-Other: 1").run("emit", "x");

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.err()).startsWith("MIRRORLOG_TOKEN: ").doesNotContain("secret");
    }

    @Test
    void aLineThatNamesAnotherSiteIsToldWithItsNumber() {
        FakeShell.Ended ended = agent.shell()
                .with("MIRRORLOG_TOKEN", SHOP)
                .typing("{\"message\":\"mine\"}\n{\"message\":\"not mine\",\"site\":\"wiki\"}")
                .run("emit");

        assertThat(ended.exit()).isEqualTo(65);
        assertThat(ended.errLines()).containsExactly("line 2: site: is wiki, but the token is for another site");
        assertThat(agent.shell()
                        .with("MIRRORLOG_TOKEN", SHOP)
                        .typing("{\"message\":\"not mine\",\"site\":\"wiki\"}")
                        .run("emit")
                        .errLines())
                .containsExactly("line 1: site: is wiki, but the token is for another site");
    }
}
