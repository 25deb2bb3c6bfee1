package io.mirrorlog.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.mirrorlog.agent.config.ConfigSchema;
import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.Surroundings;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginsTest {

    /** A provider of one connector, with places to break it. */
    private static final String PROVIDER = """
            package p;

            import io.mirrorlog.connector.*;
            import java.time.Duration;
            import java.util.List;

            public class Provider implements ConnectorProvider {
                public record Options(@Option("how") String how) {}

                /*STATIC*/

                public Provider() {
                    /*MADE*/
                }

                public List<ConnectorType<?>> connectors() {
                    Limits limits = new Limits(10, 1_000, Duration.ZERO);
                    var type = new ConnectorType<>("mine", Options.class, limits, false, (own, around) -> entries -> {
                        /*DELIVER*/
                        return new Outcome.Blocked(own.how());
                    });
                    return List.of(/*BEFORE*/ type);
                }
            }
            """;

    @TempDir
    Path folder;

    Path plugins;

    @BeforeEach
    void makeThePlace() throws Exception {
        plugins = Files.createDirectory(folder.resolve("plugins"));
    }

    private PluginJar jar(String mark, String code) throws Exception {
        String source = PROVIDER.replace(mark, code);
        assertThat(source).contains(code);
        return new PluginJar(Files.createTempDirectory(folder, "made"))
                .withClass("p.Provider", source)
                .providing("p.Provider");
    }

    private PluginJar jar() throws Exception {
        return jar("/*MADE*/", "");
    }

    private Plugins load() {
        return Plugins.load(plugins, ConnectorTypes.builtIn(), type -> ConfigSchema.generate(List.of(type)));
    }

    private String broken() {
        Plugins found = load();
        assertThat(found.connectors()).hasSameSizeAs(ConnectorTypes.builtIn());
        assertThat(found.broken()).hasSize(1);
        String start = plugins.resolve("a.jar") + " cannot be used as a plugin: ";
        assertThat(found.broken().get(0)).startsWith(start).doesNotContain("\n");
        return found.broken().get(0).substring(start.length());
    }

    private static Connector open(Plugins from, String name) throws Exception {
        ConnectorType<?> type = from.connectors().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        Record options = (Record) type.options().getConstructors()[0].newInstance("so");
        return open(type, options);
    }

    private static <O extends Record> Connector open(ConnectorType<O> type, Record options) {
        var surroundings = new Surroundings("c", () -> Instant.EPOCH, notice -> {});
        return PluginConnector.open(
                type.options(), () -> type.opener().open(type.options().cast(options), surroundings));
    }

    @Test
    void bringsConnectorsBesideTheBuiltInOnes() throws Exception {
        Path jar = jar().writeTo(plugins.resolve("a.jar"));
        Files.writeString(plugins.resolve("README"), "not a plugin");
        Plugins found = load();
        assertThat(found.broken()).isEmpty();
        assertThat(found.connectors())
                .extracting(ConnectorType::name)
                .startsWith("file")
                .endsWith("mine")
                .hasSize(ConnectorTypes.builtIn().size() + 1);
        assertThat(found.origin("mine")).contains(jar);
        assertThat(found.origin("file")).isEmpty();
        try (Connector connector = open(found, "mine")) {
            assertThat(connector.deliver(List.of())).isEqualTo(new Outcome.Blocked("so"));
        }
    }

    @Test
    void isAFolderWithItsLibrariesToo() throws Exception {
        Path library = new PluginJar(folder.resolve("library"))
                .withClass("l.Library", "package l; public class Library { public static void call() {} }")
                .writeTo(plugins.resolve("mine/library.jar"));
        new PluginJar(folder.resolve("made"))
                .withClass("p.Provider", PROVIDER.replace("/*MADE*/", "l.Library.call();"), library)
                .providing("p.Provider")
                .writeTo(plugins.resolve("mine/plugin.jar"));
        Plugins found = load();
        assertThat(found.broken()).isEmpty();
        assertThat(found.origin("mine")).contains(plugins.resolve("mine"));
    }

    @Test
    void seesTheContractAndNothingElseOfTheAgent() throws Exception {
        jar("/*MADE*/", """
                        for (String name : new String[] {
                            "io.mirrorlog.connector.file.FileConnector", "io.mirrorlog.agent.Agent", "org.slf4j.Logger"}) {
                            try {
                                Class.forName(name);
                                throw new IllegalStateException("sees " + name);
                            } catch (ClassNotFoundException e) {
                                continue;
                            }
                        }
                        if (Thread.currentThread().getContextClassLoader() != Provider.class.getClassLoader()) {
                            throw new IllegalStateException("in another context");
                        }
                        """).writeTo(plugins.resolve("a.jar"));
        assertThat(load().broken()).isEmpty();
    }

    @Test
    void hasOptionsThatMayBeAbsent() throws Exception {
        new PluginJar(folder.resolve("made"))
                .withClass(
                        "p.Provider", PROVIDER.replace("String how)", "@org.jspecify.annotations.Nullable String how)"))
                .providing("p.Provider")
                .writeTo(plugins.resolve("a.jar"));
        assertThat(load().connectors())
                .filteredOn(type -> type.name().equals("mine"))
                .allSatisfy(type -> assertThat(type.options()
                                .getRecordComponents()[0]
                                .getAnnotatedType()
                                .isAnnotationPresent(Nullable.class))
                        .isTrue());
    }

    @Test
    void deliversInItsOwnContext() throws Exception {
        jar("/*DELIVER*/", """
                        if (Thread.currentThread().getContextClassLoader() == Provider.class.getClassLoader()) {
                            return Outcome.DELIVERED;
                        }
                        """).writeTo(plugins.resolve("a.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (Connector connector = open(load(), "mine")) {
            assertThat(connector.deliver(List.of())).isEqualTo(Outcome.DELIVERED);
        }
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void mayCarryAnotherContractThanTheAgents() throws Exception {
        jar().with("io/mirrorlog/connector/Outcome.class", "of another version").writeTo(plugins.resolve("a.jar"));
        try (Connector connector = open(load(), "mine")) {
            assertThat(connector.deliver(List.of())).isEqualTo(new Outcome.Blocked("so"));
        }
    }

    @Test
    void failsAloneWhenItLacksAClass() throws Exception {
        Path library = new PluginJar(folder.resolve("library"))
                .withClass("l.Library", "package l; public class Library { public static void call() {} }")
                .writeTo(folder.resolve("library.jar"));
        new PluginJar(folder.resolve("made"))
                .withClass("p.Provider", PROVIDER.replace("/*DELIVER*/", "l.Library.call();"), library)
                .providing("p.Provider")
                .writeTo(plugins.resolve("a.jar"));
        try (Connector connector = open(load(), "mine")) {
            assertThat(catchThrowable(() -> connector.deliver(List.of())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("lacks the class l.Library");
        }
    }

    // --- broken ones

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/*MADE*/   | if (true) throw new IllegalStateException(\"no way\\nat all\"); | fails to load: IllegalStateException: no way",
                "/*STATIC*/ | static { Integer.parseInt(\"x\"); } | fails to load: NumberFormatException: For input string: \"x\"",
                "/*MADE*/   | if (true) throw new NoClassDefFoundError(\"l/Library\"); | lacks the class l.Library",
                "/*MADE*/   | if (true) throw new StackOverflowError(); | fails to load: StackOverflowError: null",
                "/*BEFORE*/ | null, | fails to load: NullPointerException: null",
                "/*BEFORE*/ | type, | brings two connectors called mine",
            })
    void isNamedWithTheReason(String mark, String code, String reason) throws Exception {
        jar(mark, code).writeTo(plugins.resolve("a.jar"));
        assertThat(broken()).isEqualTo(reason);
    }

    @Test
    void isNamedWhenItNamesNoProvider() throws Exception {
        jar().without(PluginFile.SERVICES).writeTo(plugins.resolve("a.jar"));
        assertThat(broken())
                .isEqualTo(
                        "brings no connector: it needs"
                                + " META-INF/services/io.mirrorlog.connector.ConnectorProvider, which names a ConnectorProvider");
    }

    @Test
    void isNamedWhenItNamesAClassThatIsNotThere() throws Exception {
        jar().providing("p.Other").writeTo(plugins.resolve("a.jar"));
        assertThat(broken()).isEqualTo("fails to load: Provider p.Other not found");
    }

    @Test
    void isNamedWhenItNamesAnotherClass() throws Exception {
        jar().providing("p.Provider$Options").writeTo(plugins.resolve("a.jar"));
        assertThat(broken()).startsWith("fails to load: p.Provider$Options");
    }

    @Test
    void isNamedWhenItWantsANewerJava() throws Exception {
        jar().ofTheFuture().writeTo(plugins.resolve("a.jar"));
        assertThat(broken())
                .startsWith("is made for a newer Java than this one, which is "
                        + Runtime.version().feature() + ": p/Provider");
    }

    @Test
    void isNamedWhenItIsNoJar() throws Exception {
        Files.writeString(plugins.resolve("a.jar"), "half a download");
        assertThat(broken()).startsWith("is no jar: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"mine\", Options | \"Mine!\", Options | calls a connector \"Mine!\"; a name is lower_snake_case",
                "\"mine\", Options | \"file\", Options | brings a connector called file, which Mirrorlog itself has already",
                "public record | record | has options that cannot be seen: p.Provider$Options must be public",
                "@Option(\"how\") String how | @Option(\"how\") Thread how | fails to load: ",
                "@Option(\"how\") String how | String how | fails to load: IllegalArgumentException: class p.Provider$Options has no @Option",
                "(\"how\") String how | (\"how\") String timezone | fails to load: IllegalArgumentException: mine has an option that every",
            })
    void isNamedWhenItsConnectorCannotBe(String good, String bad, String reason) throws Exception {
        assertThat(PROVIDER).contains(good);
        String source = PROVIDER.replace(good, bad).replace("own.how()", "\"\"");
        new PluginJar(folder.resolve("made"))
                .withClass("p.Provider", source)
                .providing("p.Provider")
                .writeTo(plugins.resolve("a.jar"));
        assertThat(broken()).startsWith(reason);
    }

    @Test
    void isNamedWhenAnotherOneCameFirst() throws Exception {
        Path first = jar().writeTo(plugins.resolve("a.jar"));
        Path second = jar().writeTo(plugins.resolve("b.jar"));
        Plugins found = load();
        assertThat(found.origin("mine")).contains(first);
        assertThat(found.broken())
                .containsExactly(second + " cannot be used as a plugin: brings a connector called mine, which " + first
                        + " has already");
    }

    @Test
    void tellsOfAFolderThatIsNotThere() {
        Plugins found = Plugins.load(folder.resolve("nowhere"), ConnectorTypes.builtIn(), type -> {});
        assertThat(found.connectors()).hasSameSizeAs(ConnectorTypes.builtIn());
        assertThat(found.broken()).containsExactly(folder.resolve("nowhere") + ", the folder of plugins, is not there");
    }
}
