package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.connection;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.filter.Filter;
import io.mirrorlog.agent.redact.Redaction;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the events a connection gets, and how they look there. */
class ConnectionViewTest {

    private final Loading loading;

    ConnectionViewTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aConnectionGetsTheEventsThatItsFiltersLetPass() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  all: { connector: discard }
                  some:
                    connector: discard
                    only: { severity: high+, types: [1000, 4000-4020, "user/*"], sites: [shop], users: [admin], metadata: { post_type: [page] } }
                    except: { types: [9999] }
                  same:
                    connector: discard
                    only: { severity: high+, types: ["1000", 4000-4020, user/*], sites: [shop], users: [admin], metadata: { post_type: [page] } }
                    except: { types: [9999] }
                """);
        assertThat(connection(configuration, "all").filter()).isEqualTo(Filter.ALL);
        assertThat(connection(configuration, "some").filter())
                .isEqualTo(connection(configuration, "same").filter())
                .isNotEqualTo(Filter.ALL);
    }

    @Test
    void whatMakesNoSenseOfFiltersIsToldWithItsPlace() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, only: { severity: grave+ } }
                  b: { connector: discard, only: { types: [20-10, ok] } }
                  c: { connector: discard, except: { metadata: { a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q: [x] }, type: [1] } }
                  d: { connector: discard, except: { users: admin } }
                """))
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("config.yml:2:46: connections.a.only.severity: may be critical, high"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "config.yml:3:44: connections.b.only.types[0]: is no range: 20 is more than 10"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:4:50: connections.c.except.metadata")
                                .contains("is no path"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "config.yml:4:92: connections.c.except.type: no such option (did you mean types?)"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:5:45: connections.d.except.users: is one value"));
    }

    @Test
    void aConnectionMaySeeLessThanThereIs() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  all: { connector: discard }
                  some:
                    connector: discard
                    redact: { remove: [session_id], mask: [agent.name], truncate_ip: [client_ip], hash: [user], key: "0123456789abcdef" }
                  same:
                    connector: discard
                    redact:
                      remove: ["session_id"]
                      mask: ["agent.name"]
                      truncate_ip: [client_ip]
                      hash: [user]
                      key: 0123456789abcdef
                  other: { connector: discard, redact: { hash: [user], key: "fedcba9876543210" } }
                """);
        assertThat(connection(configuration, "all").redaction()).isEqualTo(Redaction.NONE);
        assertThat(connection(configuration, "some").redaction())
                .isEqualTo(connection(configuration, "same").redaction())
                .isNotEqualTo(connection(configuration, "other").redaction())
                .isNotEqualTo(Redaction.NONE);
    }

    @Test
    void whatMakesNoSenseOfARedactionIsToldWithItsPlaceAndWithoutItsKey() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, redact: { hash: [user] } }
                  b: { connector: discard, redact: { hash: [user], key: too-short } }
                  c: { connector: discard, redact: { mask: [a, ""], hsah: [b] } }
                  d: { connector: discard, redact: { remove: [message], mask: user } }
                  e: { connector: discard, redact: { mask: [a], remove: [a] } }
                """))
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:2:44: connections.a.redact.hash: without a key anybody could"
                                        + " guess what is hashed; write a key"),
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:3:57: connections.b.redact.key: is too short; write at least 16"
                                        + " characters"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:4:48: connections.c.redact.mask[1]: is no path"),
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:4:53: connections.c.redact.hsah: no such option (did you mean"
                                        + " hash?)"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:5:46: connections.d.redact.remove: message is in every event"),
                        problem -> assertThat(problem)
                                .startsWith("config.yml:5:63: connections.d.redact.mask: is one value"),
                        problem -> assertThat(problem)
                                .isEqualTo("config.yml:6:44: connections.e.redact.mask: a stands in remove already"));
    }

    @Test
    void whatMakesNoSenseOfAnIdentifierIsToldWithItsPlace() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: discard, identifier: "wiki-{date}" }
                  b: { connector: discard, identifier: "{site}-{type}" }
                  c: { connector: discard, identifier: "-{site}" }
                  d: { connector: discard, identifier: "{site" }
                """))
                .containsExactly(
                        "config.yml:2:40: connections.a.identifier: is no name; at most 100 letters, digits, spaces and"
                                + " . _ -, the first a letter or digit; {site} may stand in it",
                        "config.yml:3:40: connections.b.identifier: holds another placeholder than {site}, the only one"
                                + " that may stand in it",
                        "config.yml:4:40: connections.c.identifier: is no name; at most 100 letters, digits, spaces and"
                                + " . _ -, the first a letter or digit; {site} may stand in it",
                        "config.yml:5:40: connections.d.identifier: is no name; at most 100 letters, digits, spaces and"
                                + " . _ -, the first a letter or digit; {site} may stand in it");
    }

    @Test
    void theAgentsOwnEventsGoToTheFirstFileUnlessItSaysOtherwise() throws Exception {
        Configuration plain = loading.load("""
                connections:
                  screen: { connector: console }
                  first: { connector: file, path: a.log }
                  second: { connector: file, path: b.log }
                """);
        assertThat(plain.connections().values())
                .extracting(ConnectionSettings::agentEvents)
                .containsExactly(false, true, false);
        Configuration chosen = loading.load("""
                connections:
                  screen: { connector: console, agent_events: true }
                  first: { connector: file, path: a.log, agent_events: false }
                  second: { connector: file, path: b.log }
                """);
        assertThat(chosen.connections().values())
                .extracting(ConnectionSettings::agentEvents)
                .containsExactly(true, false, false);
    }

    @Test
    void refusesATemplateThatCannotBeWritten() {
        assertThat(loading.problems(
                        "connections: { a: { connector: discard, format: { template: \"{{#user}}x\" } } }\n"))
                .singleElement()
                .asString()
                .contains(": connections.a.format.template: ");
    }
}
