package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.Hello;
import io.mirrorlog.agent.config.ConnectionSettings;
import io.mirrorlog.agent.delivery.TestEvent;
import io.mirrorlog.connector.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a connection's test.
 *
 * @param delivered false when the destination did not take it
 * @param said what the destination said, or why it was not asked
 */
record ConnectionCheck(String name, boolean delivered, String said) {

    /** By a running agent. */
    static ConnectionCheck byAgent(AgentClient agent, String name) throws ExitException {
        String part = AgentClient.encoded(name).replace("+", "%20");
        Map<String, @Nullable Object> answer = agent.change("/v1/connections/" + part + "/test", "{}")
                .require(200)
                .object();
        return new ConnectionCheck(
                name, "true".equals(Json.text(answer, "delivered")), String.valueOf(Json.text(answer, "said")));
    }

    /** Without an agent: a connector of its own says hello, but to a file, whose lines the queue must know. */
    static ConnectionCheck byItself(ConnectionSettings settings, Hello hello) throws InterruptedException {
        if (settings.type().exact()) {
            return new ConnectionCheck(
                    settings.name(), true, "can be written; without a running agent nothing is written to it");
        }
        Outcome said = hello.to(settings);
        return new ConnectionCheck(settings.name(), TestEvent.arrived(said), TestEvent.told(said));
    }

    String told() {
        return Printable.of(name + ": " + said);
    }
}
