package io.mirrorlog.agent.mediawiki;

import org.jspecify.annotations.Nullable;

/**
 * The wiki that the agent looks like.
 *
 * @param site whose events its log has; absent for those of all sites
 * @param server how the client calls the agent, such as {@code http://127.0.0.1:8514}
 * @param path where its {@code api.php} is, without that; never with a token
 */
record Wiki(@Nullable String site, String server, String path) {

    String name() {
        return site == null ? "Mirrorlog" : site;
    }
}
