package io.mirrorlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mirrorlog.agent.config.Circumstances;
import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.builtin.ConnectorTypes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a configuration file to what an endpoint reads: the one JSON shape, with the line beside. */
class WebhookHelloTest {

    @TempDir
    Path folder;

    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

    @Test
    void sendsTheOneShapeOfAnEventWithItsLine() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(hello("http://127.0.0.1:" + server.getAddress().getPort() + "/in"))
                    .isEqualTo(Outcome.DELIVERED);
        } finally {
            server.stop(0);
        }
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0))
                .startsWith("{\"timestamp\":\"2026-11-21T10:00:00.000000000+00:00\",\"site\":\"web-1\","
                        + "\"identifier\":\"our-site\",\"severity\":\"INFORMATIONAL\",\"message\":\"Test event")
                .contains(",\"line\":\"[2026-11-21T10:00:00.000000000+00:00] [our-site].[INFORMATIONAL]:[Test event")
                .endsWith("}\"}\n")
                .doesNotContain("\"sequence\"");
    }

    private Outcome hello(String url) throws Exception {
        Path file = Files.writeString(
                folder.resolve("config.yml"),
                "connections: { hook: { connector: webhook, url: \"" + url
                        + "\", identifier: our-site, timeout: 20s } }\n");
        Configuration configuration =
                Configuration.load(file, new Circumstances(name -> null, "web-1", folder, ConnectorTypes.builtIn()));
        return new Hello("web-1", () -> Instant.parse("2026-11-21T10:00:00Z"))
                .to(configuration.connections().values().iterator().next());
    }
}
