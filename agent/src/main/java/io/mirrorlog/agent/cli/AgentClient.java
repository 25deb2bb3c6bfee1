package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.HttpSettings;
import io.mirrorlog.connector.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Talks to a running agent, which it finds by the configuration, by MIRRORLOG_URL and MIRRORLOG_TOKEN, or at the usual
 * address.
 */
final class AgentClient {

    private static final String USUAL_ADDRESS = "http://127.0.0.1:8514";
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Find the agent by its configuration; else by MIRRORLOG_URL and MIRRORLOG_TOKEN,"
                    + " else at " + USUAL_ADDRESS + ".")
    private @Nullable Path config;

    private @Nullable HttpClient http;

    /** The configuration, where one was named. */
    @Nullable
    Configuration configuration() throws ExitException {
        return config == null ? null : Configured.load(config);
    }

    /** What a reader is answered. */
    HttpResponse<String> get(String path, Map<String, String> query) throws ExitException {
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Target target = target(null);
        return send(target, HttpRequest.newBuilder(URI.create(target.url() + path + "?" + parameters)));
    }

    /** Sends events as the site, whose token is taken from the configuration when it has one. */
    HttpResponse<String> post(String path, @Nullable String site, String contentType, byte[] body)
            throws ExitException {
        Target target = target(site);
        return send(
                target,
                HttpRequest.newBuilder(URI.create(target.url() + path))
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private record Target(String url, @Nullable Secret<String> token) {}

    private Target target(@Nullable String site) throws ExitException {
        Configuration configuration = configuration();
        if (configuration != null) {
            HttpSettings settings = configuration.intake().http();
            Secret<String> token = settings.adminToken();
            if (site != null || token == null) {
                token = settings.tokens().getOrDefault(site != null ? site : configuration.site(), token);
            }
            return new Target("http://" + settings.listen(), token);
        }
        String url = System.getenv("MIRRORLOG_URL");
        String token = System.getenv("MIRRORLOG_TOKEN");
        return new Target(
                url == null ? USUAL_ADDRESS : url.replaceFirst("/+$", ""), token == null ? null : Secret.of(token));
    }

    private HttpResponse<String> send(Target target, HttpRequest.Builder request) throws ExitException {
        request.timeout(ANSWER);
        if (target.token() != null) {
            request.header("Authorization", "Bearer " + target.token().reveal());
        }
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 401 || response.statusCode() == 403) {
                throw new ExitException(Exit.UNAVAILABLE, "The agent refuses: " + Json.text(response.body(), "detail"));
            }
            return response;
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ExitException(
                    Exit.UNAVAILABLE,
                    "No agent answers at " + target.url() + " (" + reason + ")." + System.lineSeparator()
                            + "Start it with: mirrorlog run --config FILE; or say where it is: --config FILE or"
                            + " MIRRORLOG_URL.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExitException(Exit.UNAVAILABLE, "Interrupted while waiting for the agent.");
        }
    }
}
