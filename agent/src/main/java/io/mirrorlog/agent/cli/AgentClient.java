package io.mirrorlog.agent.cli;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ListenAddress;
import io.mirrorlog.agent.config.Whereabouts;
import io.mirrorlog.agent.read.Listing;
import io.mirrorlog.connector.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Talks to a running agent, which it finds by the configuration, by MIRRORLOG_URL and MIRRORLOG_TOKEN, or at the usual
 * address. For one thread.
 *
 * <p>Speaks through {@link HttpURLConnection}: the JDK's newer client takes three times as long to load as a command
 * takes to run.
 */
final class AgentClient {

    private static final String USUAL_ADDRESS = "http://127.0.0.1:8514";
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 30_000;

    /** Whoever is followed says something three times in that time. */
    private static final int SILENCE_MILLIS = 45_000;

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    static {
        // Else a request whose answer is lost would be sent once more in silence, and its events mirrored twice.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final Shell shell;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = {
                "Find the agent by its configuration. Without:",
                "by MIRRORLOG_URL and MIRRORLOG_TOKEN, else at",
                USUAL_ADDRESS + "."
            })
    private @Nullable Path config;

    private @Nullable Whereabouts whereabouts;

    AgentClient(Shell shell) {
        this.shell = shell;
    }

    /** Finds the agent by its configuration. */
    AgentClient(Shell shell, Path config) {
        this.shell = shell;
        this.config = config;
    }

    /** All of the configuration, where one was named: for what is done without the agent. */
    @Nullable
    Configuration configuration() throws ExitException {
        return config == null ? null : Configured.read(config, shell);
    }

    /** What the configuration says of the agent, where one was named. */
    @Nullable
    Whereabouts whereabouts() throws ExitException {
        if (whereabouts == null && config != null) {
            whereabouts = Configured.whereabouts(config, shell);
        }
        return whereabouts;
    }

    /**
     * What a reader is answered.
     *
     * @throws NoAgentException when nobody listens
     */
    AgentAnswer get(String path, Map<String, String> query) throws ExitException {
        return send(address(), adminToken(), path + parameters(query), null);
    }

    /**
     * What a reader is sent for as long as he listens.
     *
     * @throws NoAgentException when nobody listens
     */
    ServerSentEvents follow(String path, Map<String, String> query) throws ExitException {
        String shown = shown(address());
        HttpURLConnection connection = opened(address(), path + parameters(query));
        connection.setReadTimeout(SILENCE_MILLIS);
        Secret<String> token = adminToken();
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token.reveal());
        }
        connect(connection, shown);
        try {
            if (connection.getResponseCode() == 200) {
                return new ServerSentEvents(connection.getInputStream(), connection::disconnect);
            }
            refusedOrTaken(answer(connection, shown)).require(200);
            throw new IllegalStateException("an answer was refused and taken");
        } catch (IOException e) {
            throw noAgent(shown, e);
        }
    }

    private static String parameters(Map<String, String> query) {
        return query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    /**
     * What an admin is answered who asks for a change.
     *
     * @throws NoAgentException when nobody listens
     */
    AgentAnswer change(String path, String json) throws ExitException {
        var body = new Body("application/json", json.getBytes(StandardCharsets.UTF_8), "it was done");
        return send(address(), adminToken(), path, body);
    }

    private @Nullable Secret<String> adminToken() throws ExitException {
        Whereabouts known = whereabouts();
        return known == null
                ? tokenOfEnvironment()
                : Configured.told(known::adminToken).orElse(null);
    }

    /** Sends events as the site, or as the usual one; its token is taken from the configuration when there is one. */
    AgentAnswer post(String path, @Nullable String site, String contentType, byte[] body) throws ExitException {
        return send(address(), tokenOf(site), path, new Body(contentType, body, "the events were taken"));
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** @param open what is not known where no answer comes */
    @SuppressWarnings("ArrayRecordComponent") // sent once and compared never
    private record Body(String type, byte[] bytes, String open) {}

    private @Nullable Secret<String> tokenOf(@Nullable String site) throws ExitException {
        Whereabouts known = whereabouts();
        if (known == null) {
            return tokenOfEnvironment();
        }
        Set<String> sites = Configured.told(known::sites);
        String name = site == null ? Configured.told(known::site) : site;
        if (!sites.isEmpty() && !sites.contains(name)) {
            throw new ExitException(
                    Exit.USAGE,
                    "The configuration has no token for the site " + name + "; --site may be "
                            + String.join(", ", sites) + ".");
        }
        return Configured.told(() -> known.token(name)).orElse(null);
    }

    private @Nullable Secret<String> tokenOfEnvironment() throws ExitException {
        String token = shell.variable("MIRRORLOG_TOKEN");
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new ExitException(Exit.USAGE, "MIRRORLOG_TOKEN: holds characters that are in no token");
        }
        return token == null ? null : Secret.of(token);
    }

    private URI address() throws ExitException {
        Whereabouts known = whereabouts();
        ListenAddress listen = known == null ? null : Configured.told(known::listen);
        if (listen != null && listen.port() != 0) {
            return URI.create("http://" + reachable(listen));
        }
        String url = shell.variable("MIRRORLOG_URL");
        if (listen != null && url == null) {
            throw new ExitException(
                    Exit.USAGE,
                    "The configuration lets the system choose the port; say where the agent is with MIRRORLOG_URL.");
        }
        return parsed(url == null ? USUAL_ADDRESS : url);
    }

    private static URI parsed(String url) throws ExitException {
        try {
            URI uri = URI.create(url.replaceFirst("/+$", ""));
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below; the text may hold a token, so it is not repeated
        }
        throw new ExitException(Exit.USAGE, "MIRRORLOG_URL: is no address; write it like " + USUAL_ADDRESS);
    }

    /** The address itself, or this machine where the agent listens on all addresses. */
    private static ListenAddress reachable(ListenAddress listen) {
        return switch (listen.host()) {
            case "0.0.0.0" -> new ListenAddress("127.0.0.1", listen.port());
            case "::" -> new ListenAddress("::1", listen.port());
            default -> listen;
        };
    }

    private AgentAnswer send(URI address, @Nullable Secret<String> token, String path, @Nullable Body body)
            throws ExitException {
        String shown = shown(address);
        HttpURLConnection connection = opened(address, path);
        if (token != null) {
            connection.setRequestProperty("Authorization", "Bearer " + token.reveal());
        }
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", body.type());
        }
        connect(connection, shown);
        try {
            if (body != null) {
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.bytes());
                }
            }
            return refusedOrTaken(answer(connection, shown));
        } catch (ConnectException e) {
            throw noAgent(shown, e); // an agent that was there for the request before, and stopped
        } catch (IOException e) {
            String unknown = body == null ? "" : " Whether " + body.open() + " is not known.";
            throw new ExitException(
                    Exit.UNAVAILABLE, "The agent at " + shown + " did not answer (" + reason(e) + ")." + unknown);
        }
    }

    private static HttpURLConnection opened(URI address, String path) throws ExitException {
        try {
            var connection =
                    (HttpURLConnection) URI.create(address + path).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            return connection;
        } catch (MalformedURLException e) {
            throw new IllegalStateException("was looked at before", e);
        } catch (IOException e) {
            throw new ExitException(Exit.UNAVAILABLE, reason(e));
        }
    }

    private void connect(HttpURLConnection connection, String shown) throws NoAgentException {
        try {
            connection.connect();
        } catch (IOException e) {
            throw noAgent(shown, e);
        }
    }

    private NoAgentException noAgent(String shown, IOException e) {
        String hint = config == null
                ? "Start it: mirrorlog run --config FILE. Or say where it is: --config FILE, or MIRRORLOG_URL."
                : "Start it: mirrorlog run --config " + config;
        return new NoAgentException("No agent answers at " + shown + " (" + reason(e) + ").\n" + hint);
    }

    private static AgentAnswer answer(HttpURLConnection connection, String shown) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new AgentAnswer(shown, status, body, connection.getHeaderField(Listing.NEXT));
        }
    }

    private AgentAnswer refusedOrTaken(AgentAnswer answer) throws ExitException {
        if (answer.status() != 401) {
            return answer;
        }
        String hint = config == null ? "\nGive it with MIRRORLOG_TOKEN, or name the configuration: --config FILE." : "";
        throw new ExitException(Exit.UNAVAILABLE, "The agent refuses: " + answer.detail() + "." + hint);
    }

    /** Without what stands behind the host, since a token may be there. */
    private static String shown(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port;
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "there is no such host";
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
