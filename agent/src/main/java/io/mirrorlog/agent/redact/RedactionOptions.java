package io.mirrorlog.agent.redact;

import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a connection does not get to see, by the paths of the values: keys of the metadata, and the event's own fields by
 * their names.
 *
 * @param key for the pseudonyms; at least 16 characters
 */
public record RedactionOptions(
        @Option("what is left out: keys of the metadata, dots between them; id, type, action, user")
        List<MetadataPath> remove,

        @Option("what is shown as [masked]: keys of the metadata; site, message, id, type, action, user")
        List<MetadataPath> mask,

        @Option("the IP addresses that are cut to their networks: IPv4 to /24, IPv6 to /48; what is none is masked")
        List<MetadataPath> truncateIp,

        @Option("what is shown as a pseudonym, the same for the same value and key: HMAC-SHA256 in hexadecimal digits")
        List<MetadataPath> hash,

        @Option("the key of the pseudonyms; at least 16 characters") @Nullable
        Secret<String> key) {

    private static final int KEY_MIN = 16;
    private static final int PATHS_MAX = 200;

    public RedactionOptions {
        remove = List.copyOf(remove);
        mask = List.copyOf(mask);
        truncateIp = List.copyOf(truncateIp);
        hash = List.copyOf(hash);
        var faults = new ArrayList<String>();
        Map<MetadataPath, String> known = new HashMap<>();
        once(faults, known, "remove", remove);
        once(faults, known, "mask", mask);
        once(faults, known, "truncate_ip", truncateIp);
        once(faults, known, "hash", hash);
        for (String field : List.of("site", "message")) {
            if (remove.contains(MetadataPath.parse(field))) {
                faults.add("remove: " + field + " is in every event; mask it, or hash it");
            }
        }
        if (truncateIp.contains(MetadataPath.parse("message"))) {
            faults.add(
                    "truncate_ip: message is no address; name the address's own path, and it is cut in the message too");
        }
        if (remove.size() + mask.size() + truncateIp.size() + hash.size() > PATHS_MAX) {
            faults.add("has more than " + PATHS_MAX + " paths");
        }
        if (!hash.isEmpty() && key == null) {
            faults.add("hash, key: without a key anybody could guess what is hashed; write a key");
        }
        if (key != null && key.reveal().length() < KEY_MIN) {
            faults.add("key: is too short; write at least " + KEY_MIN + " characters");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    private static void once(
            List<String> faults, Map<MetadataPath, String> known, String option, List<MetadataPath> paths) {
        for (MetadataPath path : paths) {
            String before = known.putIfAbsent(path, option);
            if (before != null) {
                faults.add(option + ": " + path + " stands in " + before + " already");
            }
        }
    }

    /** What is done, in this order: what one rule hides, the next does not find. */
    List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        remove.forEach(path -> rules.add(new Rule(Rule.How.REMOVE, path, new Removing())));
        mask.forEach(path -> rules.add(new Rule(Rule.How.MASK, path, new Masking())));
        truncateIp.forEach(path -> rules.add(new Rule(Rule.How.TRUNCATE_IP, path, new TruncatingIp())));
        if (key != null) {
            var hashing = new Hashing(key);
            hash.forEach(path -> rules.add(new Rule(Rule.How.HASH, path, hashing)));
        }
        return List.copyOf(rules);
    }
}
