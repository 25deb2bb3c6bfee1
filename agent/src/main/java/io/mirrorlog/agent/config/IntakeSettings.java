package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How events come in.
 *
 * @param mediawiki at most {@value #WIKIS_MAX}, each with a site of its own
 */
public record IntakeSettings(
        @Option("events over HTTP") HttpSettings http,

        @Option("wikis whose logs the agent reads by itself")
        List<MediaWikiSettings> mediawiki) {

    static final int WIKIS_MAX = 50;

    public IntakeSettings {
        mediawiki = List.copyOf(mediawiki);
        var faults =
                new Faults().unless(mediawiki.size() <= WIKIS_MAX, "mediawiki: are too many; at most " + WIKIS_MAX);
        Set<String> sites = new HashSet<>();
        for (MediaWikiSettings wiki : mediawiki) {
            faults.unless(
                    sites.add(wiki.site()), "mediawiki: two wikis are the site " + wiki.site() + "; each has its own");
        }
        faults.throwAny();
    }
}
