package io.mirrorlog.agent.config;

import static io.mirrorlog.agent.config.Loading.connection;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a connection leads. */
class ConnectionSettingsTest {

    @TempDir
    Path folder;

    Loading loading;

    @BeforeEach
    void beginWithAnEmptyEnvironment() {
        loading = new Loading(folder);
    }

    /** What it is a slip of shows where it stands, and the others wait until it is known which options there are. */
    @Test
    void tellsTheMisspelledKeyThatAConnectorIsMissedFor() {
        assertThat(loading.problems("connections: { a: { conector: discard, path: x } }"))
                .containsExactly(
                        "config.yml:1:16: connections.a.connector: is missing; it is required: the kind of destination",
                        "config.yml:1:21: connections.a.conector: no such option (did you mean connector?)");
    }

    @Test
    void aSharedDestinationIsWrittenOnce() throws Exception {
        Configuration configuration = loading.load("""
                connections:
                  first: &hook
                    connector: hook
                    url: https://hooks.example/a
                    sockets: 2
                    headers: { a: b }
                  second: { <<: *hook, sockets: 3, identifier: two }
                """);

        var first =
                (FakeConnectors.HookOptions) connection(configuration, "first").options();
        var second =
                (FakeConnectors.HookOptions) connection(configuration, "second").options();
        assertThat(second.url()).isEqualTo(first.url()).isEqualTo(Secret.of(URI.create("https://hooks.example/a")));
        assertThat(List.of(first.sockets(), second.sockets())).containsExactly(2, 3);
        assertThat(second.retryOn()).containsExactly("429", "5xx");
        assertThat(second.headers()).containsEntry("a", "b");
    }

    @Test
    void whatOneConnectorRefusesDoesNotHideTheRest() {
        assertThat(loading.problems("""
                connections:
                  a: { connector: hook, url: "http://hooks.example/a", sockets: 9, gzip: yes }
                  b: { connector: hook, sockets: 0, batch: { events: 20000, bytes: 1, linger: 1h } }
                  c: { connector: discard, batch: { events: 2000 } }
                  d: { connector: discard, format: [json] }
                """))
                .containsExactly(
                        "config.yml:2:30: connections.a.url: must start with https, unlike the value",
                        "config.yml:2:74: connections.a.gzip: \"yes\" is neither true nor false",
                        "config.yml:3:3: connections.b.url: is missing; it is required: where to post",
                        "config.yml:3:54: connections.b.batch.events: 20000 is out of range; 1 to 10000",
                        "config.yml:3:68: connections.b.batch.bytes: 1 is out of range; 1KiB to 64MiB",
                        "config.yml:3:79: connections.b.batch.linger: 1h is out of range; 0 to 1m",
                        "config.yml:4:45: connections.c.batch.events: 2000 is more than discard takes at once;"
                                + " at most 1000",
                        "config.yml:5:36: connections.d.format: is a list; write one value or a section");
    }

    @Test
    void whatADefaultDoesNotMendIsToldOnce() {
        assertThat(loading.problems("""
                connections:
                  a:
                    connector: hook
                    url: https://hooks.example/a
                    sockets: 2
                    headers: { a: a, b: b, c: c, d: d, e: e }
                """))
                .containsExactly("config.yml:5:14: connections.a.sockets: 2 are fewer than the headers");
    }

    @Test
    void aSecretOfALetterIsHiddenWithoutTouchingTheWords() {
        assertThat(new Loading(folder, ConnectorTypes.builtIn())
                        .problems("connections: { a: { connector: cloudwatch, access_key: v } }"))
                .containsExactly(
                        "config.yml:1:56: connections.a.access_key: one is not there without the other; give both,"
                                + " or none");
    }

    @Test
    void tellsWhichConnectionsMaySendWithoutEncryption() throws Exception {
        Configuration configuration = new Loading(folder, ConnectorTypes.builtIn()).load("""
                connections:
                  bare: { connector: webhook, url: "http://192.0.2.1/in", allow_plaintext: true }
                  safe: { connector: webhook, url: "https://192.0.2.1/in" }
                  file: { connector: file, path: ./a.log }
                """);

        assertThat(configuration.connections().values().stream()
                        .filter(ConnectionSettings::isPlaintext)
                        .map(ConnectionSettings::name))
                .containsExactly("bare");
    }

    @Test
    void namesOfConnectionsAreSafe() {
        assertThat(loading.problems("connections: { \"../up\": { connector: discard } }"))
                .containsExactly("config.yml:1:16: connections.../up: is no name of a connection;"
                        + " at most 64 letters, digits and . _ -, the first a letter or digit");
    }

    @Test
    void withoutAConnectionThereIsNothingToDo() {
        String told = "connections: there is none; name at least one destination";
        assertThat(loading.problems("")).containsExactly("config.yml:1:1: " + told);
        assertThat(loading.problems("queue:\n\nconnections:\n")).containsExactly("config.yml:3:1: " + told);
        assertThat(loading.problems("connections: { a: }"))
                .containsExactly("config.yml:1:16: connections.a.connector: is missing; it is required:"
                        + " the kind of destination");
        assertThat(loading.problems("- a"))
                .containsExactly("config.yml:1:1: is a list; write a section: options with" + " their values");
    }

    @Test
    void whatIsMissingOnTheDiskIsToldWithAllElse() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThat(loading.problems("""
                site: "/"
                data_dir: file
                streams_from: none.json
                schemas: { repositories: [./none] }
                connections: { a: { connector: discard } }
                """))
                .extracting(line -> line.split(" ", -1)[1])
                .containsExactly("site:", "data_dir:", "streams_from:", "schemas.repositories:");
    }

    @Test
    void filesAndFoldersThatCannotBeWrittenAreToldBeforehand() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThat(loading.problems("""
                data_dir: file
                connections:
                  a: { connector: file, path: file/a.log }
                  b: { connector: file, path: new/b.log }
                  c: { connector: file, path: link/new/../new/b.log }
                  d: { connector: file, path: "" }
                """))
                .containsExactly(
                        "config.yml:1:11: data_dir: file is a file; give a folder",
                        "config.yml:3:31: connections.a.path: file is a file; give a path whose parents are folders",
                        "config.yml:5:31: connections.c.path: is written by connections.b already;"
                                + " give each its own file",
                        "config.yml:6:31: connections.d.path: \"\" is no path of a file or folder");
        assertThat(file).isEmptyFile();
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void noEventMayBringTwoConnectionsToOneFile() throws Exception {
        Files.createDirectory(folder.resolve("m"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("m"));
        String told = "; give each its own folder, or another beginning or end of the name";
        assertThat(loading.problems("""
                connections:
                  a: { connector: file, path: "m/{site}.log" }
                  b: { connector: file, path: "m/all.log" }
                  c: { connector: file, path: "m/{site}.log" }
                  d: { connector: file, path: "link/x-{identifier}.log" }
                  e: { connector: file, path: "m/{date}/x.log" }
                  f: { connector: file, path: "m/2026-11-21/x.log" }
                  g: { connector: file, path: "n/{date}.log" }
                  h: { connector: file, path: "n/2026-{site}" }
                """))
                .containsExactly(
                        "config.yml:3:31: connections.b.path: may name a file that connections.a writes" + told,
                        "config.yml:4:31: connections.c.path: is written by connections.a already;"
                                + " give each its own file",
                        "config.yml:5:31: connections.d.path: may name a file that connections.a writes" + told,
                        "config.yml:7:31: connections.f.path: may name a file that connections.e writes" + told,
                        "config.yml:9:31: connections.h.path: may name a file that connections.g writes" + told);
        assertThat(loading.load("""
                connections:
                  a: { connector: file, path: "m/{site}.log" }
                  b: { connector: file, path: "m/{site}.json" }
                  c: { connector: file, path: "m/{site}/x.log" }
                  d: { connector: file, path: "m/{site}/y.log" }
                  e: { connector: file, path: "n/x-{site}.log" }
                  f: { connector: file, path: "n/y-{site}.log" }
                  g: { connector: file, path: "n/{date}.log" }
                  h: { connector: file, path: "n/all.log" }
                  i: { connector: file, path: "n/x-.log" }
                  j: { connector: file, path: "n/odd}.log" }
                  k: { connector: file, path: "n/2026-1-01.log" }
                """).connections()).hasSize(11);
    }
}
