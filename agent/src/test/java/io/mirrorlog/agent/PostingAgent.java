package io.mirrorlog.agent;

import io.mirrorlog.agent.cli.ExtendedAgent;

/** The agent with {@link PostingConnector} in its list of connectors. */
public final class PostingAgent {

    private PostingAgent() {}

    public static void main(String[] args) throws Exception {
        ExtendedAgent.run(args, PostingConnector.TYPE);
    }
}
