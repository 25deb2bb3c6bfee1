package io.mirrorlog.agent.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dead letters of a running agent. */
final class AgentDead implements DeadSource {

    private static final String PATH = "/v1/dead";

    private final AgentClient agent;

    AgentDead(AgentClient agent) {
        this.agent = agent;
    }

    @Override
    public List<String> connections() throws ExitException {
        Map<String, @Nullable Object> all =
                Json.member(agent.get("/v1/connections", Map.of()).require(200).object(), "connections");
        return all.keySet().stream()
                .filter(name -> Json.number(Json.member(all, name), "dead") > 0
                        || Json.number(Json.member(all, name), "released") > 0)
                .toList();
    }

    @Override
    public Page page(String connection, Map<String, String> query, long after, int limit) throws ExitException {
        return page(new LinkedHashMap<>(query), connection, after, limit);
    }

    @Override
    public Page released(String connection, long after, int limit) throws ExitException {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("kind", "released");
        return page(asked, connection, after, limit);
    }

    private Page page(Map<String, String> asked, String connection, long after, int limit) throws ExitException {
        asked.put("connection", connection);
        asked.put("limit", Integer.toString(limit));
        asked.put("format", "ndjson");
        if (after > 0) {
            asked.put("after", Long.toString(after));
        }
        AgentAnswer answer = agent.get(PATH, asked).require(200);
        String next = answer.next();
        return new Page(answer.body().lines().toList(), next == null ? 0 : Long.parseLong(next));
    }

    @Override
    public @Nullable String whole(String connection, long sequence) throws ExitException {
        Map<String, String> asked =
                Map.of("connection", connection, "sequence", Long.toString(sequence), "format", "ndjson");
        AgentAnswer answer = agent.get(PATH, asked).require(200);
        return answer.body().strip();
    }

    @Override
    public @Nullable String range(String connection, long first) throws ExitException {
        Map<String, String> asked = Map.of(
                "connection", connection, "kind", "released", "sequence", Long.toString(first), "format", "ndjson");
        return agent.get(PATH, asked).require(200).body().strip();
    }

    @Override
    public void close() {
        // nothing is held between two questions
    }
}
