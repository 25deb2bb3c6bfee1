package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.StoppedAgent;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.Names;
import io.mirrorlog.agent.queue.ConnectionConflictException;
import io.mirrorlog.agent.queue.EventQueue;
import io.mirrorlog.agent.queue.OwnEvent;
import io.mirrorlog.agent.queue.QueueException;
import io.mirrorlog.agent.queue.UnknownConnectionException;
import io.mirrorlog.connector.JsonStrings;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows connections, and lets an admin have a say in what they do. */
@Command(
        name = "connections",
        description = {
            "Handles the connections that the agent knows.",
            "Those that were taken out of the configuration keep their position and their",
            "dead letters until they are forgotten."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "mirrorlog connections COMMAND --help tells more about each."})
final class ConnectionsCommand {

    private final Shell shell;

    ConnectionsCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "Shows every connection, also those that are not configured now.")
    int list(
            @Mixin AgentClient agent,
            @Option(names = "--json", description = "Print what the agent tells, as JSON.") boolean json)
            throws ExitException {
        AgentAnswer answer = agent.get("/v1/connections", Map.of()).require(200);
        Map<String, @Nullable Object> told = answer.object();
        shell.out().println(json ? answer.body().strip() : ConnectionsTable.of(Json.member(told, "connections")));
        return Exit.OK;
    }

    @Command(
            name = "pause",
            description = {
                "Delivers nothing to a connection until it is resumed, also after a restart.",
                "Its events wait in the queue and take room there."
            })
    int pause(
            @Mixin AgentClient agent,
            @Parameters(paramLabel = "NAME", description = "The connection.") String name,
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others to read.") @Nullable
                    String reason)
            throws ExitException {
        return asked(agent, name, "pause", members("reason", reason), "is paused");
    }

    @Command(name = "resume", description = "Ends a pause: the connection goes on at once.")
    int resume(@Mixin AgentClient agent, @Parameters(paramLabel = "NAME", description = "The connection.") String name)
            throws ExitException {
        return asked(agent, name, "resume", "{}", "goes on");
    }

    @Command(name = "retry", description = "Ends a rest after a failure: the connection tries now.")
    int retry(@Mixin AgentClient agent, @Parameters(paramLabel = "NAME", description = "The connection.") String name)
            throws ExitException {
        return asked(agent, name, "retry", "{}", "tries now");
    }

    @Command(
            name = "test",
            description = {
                "Sends one event, marked as a test, straight to a connection, past the queue.",
                "Tells what the destination said. A paused connection is tested as well."
            })
    int test(@Mixin AgentClient agent, @Parameters(paramLabel = "NAME", description = "The connection.") String name)
            throws ExitException {
        ConnectionCheck check = ConnectionCheck.byAgent(agent, name);
        shell.out().println(check.told());
        return check.delivered() ? Exit.OK : Exit.UNAVAILABLE;
    }

    @Command(
            name = "rename",
            description = {
                "Gives a connection another name, with its position and dead letters.",
                "It must not be configured by its old name any more, nor known by the new one.",
                "With --config, this is done in the data folder of an agent that does not run."
            })
    int rename(
            @Mixin AgentClient agent,
            @Parameters(paramLabel = "OLD", description = "The name that it has.") String name,
            @Parameters(paramLabel = "NEW", description = "The name that it is to have.") String to)
            throws ExitException {
        if (!Names.isConnection(to)) {
            throw new ExitException(Exit.USAGE, to + ": is no name of a connection: " + Names.CONNECTION_FORM);
        }
        try {
            return asked(agent, name, "rename", members("to", to), "is named " + to + " now");
        } catch (NoAgentException e) {
            return changed(
                    agent,
                    e,
                    name,
                    queue -> queue.rename(name, to),
                    OwnEvent.renamed(name, to),
                    "is named " + to + " now");
        }
    }

    @Command(
            name = "forget",
            description = {
                "Forgets a connection that is not configured any more.",
                "It must have no dead letters. With --config, this is done in the data folder of",
                "an agent that does not run."
            })
    int forget(@Mixin AgentClient agent, @Parameters(paramLabel = "NAME", description = "The connection.") String name)
            throws ExitException {
        try {
            return asked(agent, name, "forget", "{}", "is forgotten");
        } catch (NoAgentException e) {
            return changed(agent, e, name, queue -> queue.forget(name), OwnEvent.forgotten(name), "is forgotten");
        }
    }

    private static String members(String key, @Nullable String value) {
        return value == null ? "{}" : "{\"" + key + "\":" + JsonStrings.quote(value) + "}";
    }

    private int asked(AgentClient agent, String name, String verb, String json, String said) throws ExitException {
        String part = AgentClient.encoded(name).replace("+", "%20");
        agent.change("/v1/connections/" + part + "/" + verb, json).require(200);
        return told(name, said);
    }

    private int told(String name, String said) {
        shell.out().println(Printable.of(name + " " + said + "."));
        return Exit.OK;
    }

    /** In the folder of an agent that does not run; the configuration tells what it will run. */
    private int changed(
            AgentClient agent,
            NoAgentException noAgent,
            String name,
            Consumer<EventQueue> change,
            OwnEvent act,
            String said)
            throws ExitException {
        Configuration configuration = agent.configuration();
        if (configuration == null) {
            throw noAgent;
        }
        if (configuration.connections().containsKey(name)) {
            throw new ExitException(Exit.UNAVAILABLE, name + " is configured; take it out of the configuration first.");
        }
        try (StoppedAgent stopped = StoppedAgent.hold(configuration, shell.clock())) {
            change.accept(stopped.queue());
            stopped.tell(act);
        } catch (UnknownConnectionException e) {
            throw new ExitException(Exit.USAGE, e.getMessage() + ".");
        } catch (ConnectionConflictException | QueueException | Agent.StartException | IOException e) {
            throw new ExitException(
                    Exit.UNAVAILABLE, "No agent runs, and this cannot be done without one: " + e.getMessage() + ".");
        }
        return told(name, said);
    }
}
