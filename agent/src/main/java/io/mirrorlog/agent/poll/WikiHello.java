package io.mirrorlog.agent.poll;

import io.mirrorlog.agent.config.MediaWikiSettings;
import java.time.InstantSource;

/**
 * What came of asking a wiki who it is, with the login if there is one. Nothing of its log is taken.
 *
 * @param answered false when it cannot be read
 * @param said what it says of itself, or why it cannot be read
 */
public record WikiHello(boolean answered, String said) {

    /**
     * Asks: one request, or three with a login and five where that has ended.
     *
     * @throws InterruptedException when this thread is interrupted while it waits
     */
    public static WikiHello to(MediaWikiSettings settings, String version, InstantSource clock)
            throws InterruptedException {
        try (var api = new WikiApi(settings, version, clock)) {
            return new WikiHello(true, api.hello());
        } catch (WikiTrouble e) {
            return new WikiHello(false, e.reason());
        }
    }
}
