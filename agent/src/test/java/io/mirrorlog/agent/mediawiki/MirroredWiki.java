package io.mirrorlog.agent.mediawiki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mirrorlog.agent.Agent;
import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real agent in this process that is asked as a wiki is. */
final class MirroredWiki implements AutoCloseable {

    static final String TOKEN = "an-admin-token-for-tests";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Agent agent;
    private final HttpClient client = HttpClient.newHttpClient();
    private final boolean named;

    /** @param named whether it wants the admin token, which all requests then have */
    MirroredWiki(Path folder, boolean named) throws Exception {
        this.named = named;
        Path config = Files.createDirectories(folder).resolve("agent.yml");
        Files.writeString(config, """
                site: web-1
                data_dir: ./data
                intake: { http: { listen: "127.0.0.1:0"%s } }
                connections: { none: { connector: discard } }
                """.formatted(named ? ", admin_token: " + TOKEN : ""));
        var circumstances = new Circumstances(name -> null, "host", folder, ConnectorTypes.builtIn());
        this.agent = Agent.start(Configuration.load(config, circumstances));
    }

    String url() {
        return agent.address();
    }

    /** Sends events, one JSON object or an array of them. */
    void post(String site, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/v1/events?site=" + encoded(site)))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    }

    /** Asks for {@code action=query&list=logevents} with these parameters besides, given in pairs. */
    JsonNode logevents(String site, String... parameters) throws IOException, InterruptedException {
        return ask(site, with(Map.of("action", "query", "list", "logevents"), parameters));
    }

    JsonNode ask(String site, Map<String, String> parameters) throws IOException, InterruptedException {
        HttpResponse<String> response = get(site, parameters);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    HttpResponse<String> get(@Nullable String site, Map<String, String> parameters)
            throws IOException, InterruptedException {
        return send(request((site == null ? "" : "/" + encoded(site)) + "/api.php?" + query(parameters)));
    }

    HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + pathAndQuery));
        return named ? request.header("Authorization", "Bearer " + TOKEN) : request;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    static Map<String, String> with(Map<String, String> parameters, String... more) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        agent.close();
    }
}
