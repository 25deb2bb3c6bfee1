package io.mirrorlog.agent;

import io.mirrorlog.connector.Connector;
import io.mirrorlog.connector.ConnectorType;
import io.mirrorlog.connector.Entry;
import io.mirrorlog.connector.Limits;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A remote destination as small as it can be: posts a line {@code SEQUENCE SITE MESSAGE} for each event over HTTP, and the
 * sequence alone for an event of the agent's own. It says what it believes of the delivery before, so that whoever receives can tell a repetition that must be from one that must not.
 */
public final class PostingConnector implements Connector {

    /** In each request: what {@link #deliver} has returned before, in this process. */
    static final String BEFORE = "X-Before";

    /** In each request: the process. */
    static final String AGENT = "X-Agent";

    /** Among the marks of an event that the agent itself has told. */
    private static final String OWN = "\"own\":true";

    static final String DELIVERED = "delivered";
    static final String RETRY = "retry";

    /** Options of {@code connector: posting}. */
    public record Options(
            @Option("where to post") URI url,

            @Option(value = "how long an answer may take", orElse = "30s")
            Duration timeout) {}

    static final ConnectorType<Options> TYPE = new ConnectorType<>(
            "posting",
            Options.class,
            new Limits(1_000, 1 << 20, Duration.ZERO),
            false,
            (options, surroundings) -> new PostingConnector(options));

    /** By connection's address, across reloads. */
    private static final Map<URI, String> BEFORE_OF = new ConcurrentHashMap<>();

    private final Options options;
    private volatile @Nullable Socket open;

    PostingConnector(Options options) {
        this.options = options;
    }

    @Override
    public Outcome deliver(List<Entry> entries) {
        Outcome outcome = posted(entries);
        BEFORE_OF.put(options.url(), outcome instanceof Outcome.Delivered ? DELIVERED : RETRY);
        return outcome;
    }

    private Outcome posted(List<Entry> entries) {
        var body = new StringBuilder();
        for (Entry entry : entries) {
            body.append(entry.sequence());
            if (!entry.event().marks().contains(OWN)) {
                body.append(' ').append(entry.event().site());
                body.append(' ').append(entry.event().message());
            }
            body.append('\n');
        }
        URI url = options.url();
        int patience = (int) options.timeout().toMillis();
        try (var socket = new Socket()) {
            open = socket;
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), patience);
            socket.setSoTimeout(patience);
            OutputStream out = socket.getOutputStream();
            out.write(request(url, body.toString()).getBytes(StandardCharsets.UTF_8));
            out.flush();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            return outcome(in.readLine());
        } catch (IOException e) {
            return new Outcome.Retry("no answer: " + e);
        } finally {
            open = null;
        }
    }

    private static String request(URI url, String body) {
        return "POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n"
                + AGENT + ": " + ProcessHandle.current().pid() + "\r\n"
                + BEFORE + ": " + BEFORE_OF.getOrDefault(url, "nothing") + "\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    private static Outcome outcome(@Nullable String status) {
        if (status == null || !status.matches("HTTP/1\\.1 \\d{3} .*")) {
            return new Outcome.Retry("half an answer");
        }
        String code = status.substring(9, 12);
        return code.equals("200") ? Outcome.DELIVERED : new Outcome.Retry("HTTP " + code);
    }

    @Override
    public void close() throws IOException {
        Socket socket = open;
        if (socket != null) {
            socket.close();
        }
    }
}
