package io.mirrorlog.agent.dev;

import io.mirrorlog.agent.web.Answer;
import io.mirrorlog.agent.web.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The page that shows live events: three files, complete in themselves. */
final class DevPage {

    /** Nothing but what this server gives; whatever an event holds, it cannot become code or call anybody. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private DevPage() {}

    static void addTo(Routes routes) {
        add(routes, "/", "dev.html", "text/html; charset=utf-8");
        add(routes, "/dev.js", "dev.js", "text/javascript; charset=utf-8");
        add(routes, "/dev.css", "dev.css", "text/css; charset=utf-8");
    }

    private static void add(Routes routes, String path, String file, String type) {
        Answer answer = new Answer(
                200,
                type,
                content(file),
                Map.of(
                        "Content-Security-Policy", POLICY,
                        "X-Content-Type-Options", "nosniff",
                        "Referrer-Policy", "no-referrer",
                        "Cache-Control", "no-store"));
        routes.add("GET", path, request -> CompletableFuture.completedFuture(answer));
    }

    private static byte[] content(String file) {
        try (InputStream in = DevPage.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
