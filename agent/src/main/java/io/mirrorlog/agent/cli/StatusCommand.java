package io.mirrorlog.agent.cli;

import java.time.Duration;
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
            "For each: its state, what waits and for how long, what was delivered and what",
            "set aside, the next try and the last error."
        })
final class StatusCommand implements Callable<Integer> {

    private static final int LONGEST_INTERVAL = 3600;

    private final Shell shell;

    @Mixin
    private final AgentClient agent;

    @Option(names = "--json", description = "Print what the agent tells, as JSON.")
    private boolean json;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description = {
                "Look again every so many seconds, 1 to 3600 (default: 2), until Ctrl-C.",
                "Shows how fast events are delivered as well."
            })
    private @Nullable Integer watch;

    StatusCommand(Shell shell) {
        this.shell = shell;
        this.agent = new AgentClient(shell);
    }

    @Override
    public Integer call() throws ExitException {
        if (watch != null) {
            if (watch < 1 || watch > LONGEST_INTERVAL) {
                throw new ExitException(Exit.USAGE, "--watch: may be 1 to " + LONGEST_INTERVAL + " seconds");
            }
            return new StatusWatch(shell, agent, json).every(Duration.ofSeconds(watch));
        }
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
