package io.mirrorlog.agent.cli;

import io.mirrorlog.connector.console.Terminal;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how every connection is. */
@Command(
        name = "status",
        description = "Shows the queue and how every connection is: state, lag, last error, next try, dead letters.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private AgentClient agent = new AgentClient();

    @Option(names = "--json", description = "Print what the agent tells, as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws ExitException {
        HttpResponse<String> answer = agent.get("/v1/status", Map.of());
        Map<String, @Nullable Object> status = Json.object(answer.body());
        if (answer.statusCode() != 200) {
            throw new ExitException(Exit.UNAVAILABLE, "The agent answers: " + status.get("detail"));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? answer.body() : StatusTable.of(status, Terminal.wantsColor()));
        out.flush();
        return Exit.OK;
    }
}
