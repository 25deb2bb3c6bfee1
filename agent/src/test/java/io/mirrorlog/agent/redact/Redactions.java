package io.mirrorlog.agent.redact;

import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.connector.Secret;
import java.util.List;

/** Redactions as tests write them. */
public final class Redactions {

    static final String KEY = "0123456789abcdef";

    private Redactions() {}

    static Redaction removing(String... paths) {
        return of(List.of(paths), List.of(), List.of(), List.of());
    }

    public static Redaction masking(String... paths) {
        return of(List.of(), List.of(paths), List.of(), List.of());
    }

    static Redaction truncating(String... paths) {
        return of(List.of(), List.of(), List.of(paths), List.of());
    }

    static Redaction hashing(String... paths) {
        return of(List.of(), List.of(), List.of(), List.of(paths));
    }

    static Redaction of(List<String> remove, List<String> mask, List<String> truncateIp, List<String> hash) {
        return new Redaction(options(remove, mask, truncateIp, hash));
    }

    static RedactionOptions options(
            List<String> remove, List<String> mask, List<String> truncateIp, List<String> hash) {
        return new RedactionOptions(paths(remove), paths(mask), paths(truncateIp), paths(hash), Secret.of(KEY));
    }

    static List<MetadataPath> paths(List<String> paths) {
        return paths.stream().map(MetadataPath::parse).toList();
    }
}
