package io.mirrorlog.agent.read;

import io.mirrorlog.agent.poll.WikiStanding;
import io.mirrorlog.agent.web.JsonText;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** The part of the status that tells of wikis whose logs the agent reads. */
public final class WikiStatus implements Status.Part {

    private final Supplier<Map<String, WikiStanding>> wikis;

    /** @param wikis by their sites */
    public WikiStatus(Supplier<Map<String, WikiStanding>> wikis) {
        this.wikis = wikis;
    }

    /** Nothing where there is none. */
    @Override
    public void append(JsonText json, Instant now) {
        Map<String, WikiStanding> standings = wikis.get();
        if (standings.isEmpty()) {
            return;
        }
        json.key("mediawiki").open();
        standings.forEach((site, standing) -> append(json, site, standing, now));
        json.close();
    }

    private static void append(JsonText json, String site, WikiStanding standing, Instant now) {
        json.key(site).open();
        json.key("state").text(standing.state().word());
        json.key("state_since").time(standing.since());
        json.key("position").time(standing.position());
        json.key("lag_seconds").number(standing.lag(now).toSeconds());
        json.key("last_success").time(standing.lastSuccess());
        json.key("taken").number(standing.taken());
        json.key("incomplete").number(standing.incomplete());
        json.key("failures").number(standing.failures());
        json.key("last_error").text(standing.lastError());
        json.key("next_try").time(standing.nextTry());
        json.close();
    }
}
