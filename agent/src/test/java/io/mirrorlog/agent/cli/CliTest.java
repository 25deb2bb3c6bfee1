package io.mirrorlog.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CliTest {

    @TempDir
    Path folder;

    FakeShell.Ended run(String... args) {
        return new FakeShell(folder).run(args);
    }

    @Test
    void showsItsHelpWhenNoCommandIsNamed() {
        FakeShell.Ended ended = run();

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.out())
                .startsWith("Usage: mirrorlog")
                .contains("run", "emit", "status")
                .contains("Exit codes");
        assertThat(ended.err()).isEmpty();
    }

    static Stream<String> commands() {
        return new Cli(new FakeShell(Path.of("")).shell(new StringWriter(), new StringWriter()))
                .commandLine().getSubcommands().keySet().stream();
    }

    /** Else each would be broken once more, in its middle. */
    @Test
    void noLineOfADescriptionIsTooLongForATerminal() {
        CommandLine all = new Cli(new FakeShell(folder).shell(new StringWriter(), new StringWriter())).commandLine();
        Stream.concat(
                        all.getSubcommands().values().stream(),
                        all.getSubcommands().values().stream()
                                .flatMap(command -> command.getSubcommands().values().stream()))
                .filter(command -> !command.getCommandName().equals("generate-completion")) // picocli's own
                .map(command -> command.getCommandSpec().usageMessage())
                .forEach(usage -> assertThat(
                                Stream.of(usage.description(), usage.footer()).flatMap(Stream::of))
                        .as(usage.description()[0])
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80)));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasAHelpThatFitsATerminal(String command) {
        FakeShell.Ended ended = run(command, "--help");

        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains("Usage: mirrorlog " + command);
        assertThat(ended.outLines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(run("help", command).out()).isEqualTo(ended.out());
    }

    @Test
    void theHelpAsAWholeTellsEachCommandInOneLineOfItsOwn() {
        FakeShell.Ended ended = run("--help");

        assertThat(ended.exit()).isZero();
        new Cli(new FakeShell(folder).shell(new StringWriter(), new StringWriter()))
                .commandLine()
                .getSubcommands()
                .forEach((name, command) -> {
                    assertThat(ended.out()).containsPattern("(?m)^  " + name + " +[A-Z]");
                    assertThat(command.getCommandSpec().usageMessage().description()[0])
                            .endsWith(".");
                });
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isEqualTo(new FakeShell.Ended(0, "mirrorlog dev" + System.lineSeparator(), ""));
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        FakeShell.Ended ended = run("statsu");

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.errLines())
                .containsExactly("statsu: no such command (did you mean status?)", "See: mirrorlog --help");
    }

    @Test
    void suggestsTheOptionThatWasMeant() {
        FakeShell.Ended ended = run("emit", "--sit", "shop", "message");

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.errLines())
                .containsExactly("--sit: no such option (did you mean --site?)", "See: mirrorlog emit --help");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(run("nothing-like-it").errLines().get(0)).isEqualTo("nothing-like-it: no such command");
        assertThat(run("status", "now").errLines().get(0)).isEqualTo("now: one argument too many");
        assertThat(run("log", "-n", "many").exit()).isEqualTo(64);
        assertThat(run("log", "-n", "many").errLines().get(0)).isEqualTo("-n: must be a whole number, not many");
        assertThat(run("emit", "--site").exit()).isEqualTo(64);
        assertThat(run("emit", "--site").errLines().get(0)).isEqualTo("--site: needs a value, NAME");
        assertThat(run("connections", "rename", "a").errLines().get(0)).isEqualTo("NEW: is missing");
        assertThat(run("store", "chek").errLines().get(0))
                .isEqualTo("ACTION: may be check or dump or repair, not chek");
        assertThat(run("dead").errLines().get(0)).isEqualTo("Say what to do: drop, list, retry, show");
        assertThat(run("--nonsense").exit()).isEqualTo(64);
    }

    @Test
    void neverPrintsTheControlCharactersOfAnArgument() {
        assertThat(run("sta\u001b[31mtus").err()).doesNotContain("\u001b").contains("\\u001b");
        assertThat(run("log", "-n", "\u001b[2J").err()).doesNotContain("\u001b");
    }

    @Test
    void coloursTheHelpOnATerminalOnly() {
        assertThat(run("--help").out()).doesNotContain("\u001b");
        assertThat(new FakeShell(folder).coloured().run("--help").out()).contains("\u001b[");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check"})
    void namesTheOptionWhereTheUsualConfigurationIsMissing(String command) {
        FakeShell.Ended ended = run(command);

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.errLines())
                .containsExactly("config.yml: no such file; name the configuration with --config FILE");
    }

    @Test
    void printsTheSchemaThatIsInTheDocuments() throws IOException {
        FakeShell.Ended ended = run("schema");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).startsWith("{").contains("\"connections\"").endsWith("}\n");
    }

    @Test
    void generatesACompletionThatBashUnderstands() throws Exception {
        FakeShell.Ended ended = run("generate-completion");
        Path script = Files.writeString(folder.resolve("completion"), ended.out());

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("--severity", "emit", "status");
        var bash = new ProcessBuilder("bash", "-c", "source " + script + " && complete -p mirrorlog")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("complete", "mirrorlog");
        assertThat(bash.waitFor()).isZero();
    }

    static Stream<String> subcommands() {
        CommandLine all =
                new Cli(new FakeShell(Path.of("")).shell(new StringWriter(), new StringWriter())).commandLine();
        return all.getSubcommands().entrySet().stream()
                .flatMap(command ->
                        command.getValue().getSubcommands().keySet().stream().map(sub -> command.getKey() + " " + sub));
    }

    @ParameterizedTest
    @MethodSource("subcommands")
    void everySubcommandHasAHelpThatFitsATerminal(String command) {
        FakeShell.Ended ended = run((command + " --help").split(" "));

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("Usage: mirrorlog " + command);
        assertThat(ended.outLines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @MethodSource("subcommands")
    void thePageTellsEveryOptionOfASubcommandAndNoOther(String command) throws IOException {
        assertThat(told("\n### " + command + "\n", "\n##")).isEqualTo(options(command));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "emit", "status", "log", "parse", "dev", "schema"})
    void thePageTellsEveryOptionOfACommandAndNoOther(String command) throws IOException {
        assertThat(told("\n## " + command + "\n", "\n## ")).isEqualTo(options(command));
    }

    private static Set<String> told(String heading, String nextHeading) throws IOException {
        String page = Files.readString(Path.of("../docs/cli.md"));
        assertThat(page).contains(heading);
        String section = page.substring(page.indexOf(heading));
        int end = section.indexOf(nextHeading, 1);
        Set<String> told = new TreeSet<>();
        Pattern.compile("(?m)^\\| `(-[^`]*)`")
                .matcher(end < 0 ? section : section.substring(0, end))
                .results()
                .forEach(row -> told.addAll(
                        List.of(row.group(1).replaceAll(" [A-Z]+", "").split(", "))));
        return told;
    }

    private Set<String> options(String command) {
        CommandLine all = new Cli(new FakeShell(folder).shell(new StringWriter(), new StringWriter())).commandLine();
        Set<String> names = new TreeSet<>();
        CommandLine named = all;
        for (String name : command.split(" ")) {
            named = Objects.requireNonNull(named.getSubcommands().get(name));
        }
        named.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        names.removeAll(Set.of("-h", "--help"));
        return names;
    }
}
