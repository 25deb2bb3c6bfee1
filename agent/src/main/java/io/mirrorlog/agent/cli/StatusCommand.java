package io.mirrorlog.agent.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how every connection is. */
@Command(
        name = "status",
        description = {
            "Shows how the queue and every connection are.",
            "For each: its state, what waits and for how long, what was delivered and what set",
            "aside, the next try and the last error."
        })
final class StatusCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private final AgentClient agent;

    @Option(names = "--json", description = "Print what the agent tells, as JSON.")
    private boolean json;

    StatusCommand(Shell shell) {
        this.shell = shell;
        this.agent = new AgentClient(shell);
    }

    @Override
    public Integer call() throws ExitException {
        AgentAnswer answer = agent.get("/v1/status", Map.of());
        Map<String, @Nullable Object> status = answer.require(200).object();
        shell.out()
                .println(
                        json
                                ? answer.body().strip()
                                : StatusTable.of(status, shell.clock().instant(), shell.coloured()));
        return Exit.OK;
    }
}
