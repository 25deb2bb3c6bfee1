package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Hello;
import io.mirrorlog.agent.Version;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.config.MediaWikiSettings;
import io.mirrorlog.agent.config.SchemasSettings;
import io.mirrorlog.agent.poll.WikiHello;
import io.mirrorlog.agent.schema.Schemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the configuration and says everything that is wrong with it; lets its connections say hello. */
@Command(
        name = "check",
        description = {
            "Prints all that is wrong with a configuration.",
            "Each problem is one line, with its place: FILE:LINE:COLUMN."
        })
final class CheckCommand implements Callable<Integer> {

    /** More are not counted. */
    private static final long SCHEMAS_MAX = 100_000;

    private final Shell shell;

    @Mixin
    private final Configured config;

    @Option(
            names = "--test",
            description = {
                "Let each connection say hello to its destination, with an event marked as a test,",
                "and ask each wiki that is read who it is.",
                "Where an agent runs with this configuration, it does so; else files are left alone."
            })
    private boolean test;

    CheckCommand(Shell shell) {
        this.shell = shell;
        this.config = new Configured(shell);
    }

    @Override
    public Integer call() throws ExitException {
        Configuration configuration = config.load();
        PrintWriter out = shell.out();
        out.println(config.file() + " is fine.");
        out.println("  listens on " + configuration.intake().http().listen());
        out.println("  keeps its data in " + configuration.dataDir());
        configuration
                .schemas()
                .repositories()
                .forEach(repository -> out.println("  checks events by " + schemas(repository)));
        configuration
                .intake()
                .mediawiki()
                .forEach(wiki -> out.println("  reads " + wiki.site() + " from "
                        + Printable.of(wiki.api().toString())));
        configuration
                .connections()
                .forEach((name, connection) -> out.println(
                        "  mirrors to " + name + " (" + connection.type().name() + from(connection) + ")"));
        config.plugins().broken().forEach(sentence -> out.println("  " + Printable.of(sentence)));
        return test ? tested(configuration) : Exit.OK;
    }

    private static String schemas(String repository) {
        if (SchemasSettings.isUrl(repository)) {
            return "the schemas of " + Printable.of(repository);
        }
        try {
            long count = Schemas.count(Path.of(repository), SCHEMAS_MAX);
            String number = Words.count(count, "schema");
            return (count == SCHEMAS_MAX ? "more than " + number : number) + " in " + Printable.of(repository);
        } catch (IOException | UncheckedIOException e) {
            return "the schemas in " + Printable.of(repository) + ", not all of which can be read";
        }
    }

    private String from(ConnectionSettings connection) {
        return config.plugins()
                .origin(connection.type().name())
                .map(plugin -> Printable.of(" from " + plugin))
                .orElse("");
    }

    private int tested(Configuration configuration) throws ExitException {
        var agent = new AgentClient(shell, config.file());
        var hello = new Hello(configuration.site(), shell.clock());
        boolean all = true;
        for (ConnectionSettings settings : configuration.connections().values()) {
            ConnectionCheck check = tested(settings, configuration, agent, hello);
            shell.out().println("  " + check.told());
            all &= check.delivered();
        }
        for (MediaWikiSettings wiki : configuration.intake().mediawiki()) {
            all &= answers(wiki);
        }
        return all ? Exit.OK : Exit.UNAVAILABLE;
    }

    /** By itself, also where an agent runs: nothing is taken, so neither disturbs the other. */
    private boolean answers(MediaWikiSettings wiki) throws ExitException {
        try {
            WikiHello hello = WikiHello.to(wiki, Version.current(), shell.clock());
            shell.out().println("  " + Printable.of(wiki.site() + ": " + hello.said()));
            return hello.answered();
        } catch (InterruptedException e) {
            throw stopped();
        }
    }

    private static ConnectionCheck tested(
            ConnectionSettings settings, Configuration configuration, AgentClient agent, Hello hello)
            throws ExitException {
        try {
            // A port that the system chooses is known to nobody else.
            return configuration.intake().http().listen().port() == 0
                    ? byItself(settings, hello)
                    : ConnectionCheck.byAgent(agent, settings.name());
        } catch (NoAgentException e) {
            return byItself(settings, hello);
        }
    }

    private static ConnectionCheck byItself(ConnectionSettings settings, Hello hello) throws ExitException {
        try {
            return ConnectionCheck.byItself(settings, hello);
        } catch (InterruptedException e) {
            throw stopped();
        }
    }

    private static ExitException stopped() {
        Thread.currentThread().interrupt();
        return new ExitException(Exit.UNAVAILABLE, "It was stopped.");
    }
}
