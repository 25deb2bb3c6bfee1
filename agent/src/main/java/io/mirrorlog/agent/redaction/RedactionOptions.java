package io.mirrorlog.agent.redaction;

import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a connection hides of each event, by the paths of the values; {@code user} is the event's user as well. They are
 * done in the order in which they stand here.
 *
 * @param key for the hashes; at least 16 characters
 */
public record RedactionOptions(
        @Option("keys that are left out") List<MetadataPath> remove,
        @Option("keys whose values are shown as ***") List<MetadataPath> mask,

        @Option("keys whose IP addresses are cut to their networks: /24 of IPv4, /48 of IPv6")
        List<MetadataPath> truncateIp,

        @Option("keys whose values are shown as pseudonyms: the same for the same value and key")
        List<MetadataPath> hash,

        @Option("the key of the pseudonyms; at least 16 characters") @Nullable
        Secret<String> key) {

    private static final int KEY_MIN = 16;
    private static final int PATHS_MAX = 1_000;

    public RedactionOptions {
        remove = List.copyOf(remove);
        mask = List.copyOf(mask);
        truncateIp = List.copyOf(truncateIp);
        hash = List.copyOf(hash);
        if (!hash.isEmpty() && key == null) {
            throw new IllegalArgumentException("key: is missing; hash needs one");
        }
        if (key != null && key.reveal().length() < KEY_MIN) {
            throw new IllegalArgumentException("key: is too short; write at least " + KEY_MIN + " characters");
        }
        if (remove.size() + mask.size() + truncateIp.size() + hash.size() > PATHS_MAX) {
            throw new IllegalArgumentException("there are more than " + PATHS_MAX + " paths");
        }
    }

    /** What does all of it. */
    public Redaction redaction() {
        List<Redaction.Rule> rules = new ArrayList<>();
        add(rules, remove, null);
        add(rules, mask, text -> Redaction.MASK);
        add(rules, truncateIp, text -> {
            String networks = IpTruncation.ofList(text);
            return networks == null ? Redaction.MASK : networks; // what is no address may be anything
        });
        if (key != null) {
            add(rules, hash, new Pseudonyms(key.reveal()));
        }
        return new Redaction(rules);
    }

    private static void add(
            List<Redaction.Rule> rules, List<MetadataPath> paths, @Nullable UnaryOperator<String> replacement) {
        paths.forEach(path -> rules.add(new Redaction.Rule(path, replacement)));
    }
}
