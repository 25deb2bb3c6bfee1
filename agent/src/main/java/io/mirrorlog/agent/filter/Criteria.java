package io.mirrorlog.agent.filter;

import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * By what events are chosen. Of one criterion any of its patterns is enough; one that names nothing says nothing.
 *
 * @param metadata patterns for the values at each {@link MetadataPath}; each path is a criterion of its own
 */
public record Criteria(
        @Option("a severity: high, or high+ for that one and all graver ones") @Nullable
        SeverityPattern severity,

        @Option("the type, or type/action: 1000, 4000-4020, user/*")
        List<TypePattern> types,

        @Option("names of sites, with * for any characters") List<Glob> sites,
        @Option("names of users, with * for any characters") List<Glob> users,

        @Option("values of metadata by the path of their keys: { post_type: [page] }")
        Map<String, List<Glob>> metadata) {

    private static final int PATTERNS_MAX = 1_000;

    public Criteria {
        types = List.copyOf(types);
        sites = List.copyOf(sites);
        users = List.copyOf(users);
        var faults = new ArrayList<String>();
        most(faults, "types", types);
        most(faults, "sites", sites);
        most(faults, "users", users);
        metadata.forEach((path, patterns) -> {
            most(faults, "metadata." + path, patterns);
            try {
                var unused = new MetadataPath(path);
            } catch (IllegalArgumentException e) {
                faults.add("metadata." + path + ": " + e.getMessage());
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        metadata = new LinkedHashMap<>(metadata);
    }

    private static void most(List<String> faults, String name, List<?> patterns) {
        if (patterns.size() > PATTERNS_MAX) {
            faults.add(name + ": has " + patterns.size() + " patterns; at most " + PATTERNS_MAX);
        }
    }

    /** What is asked, one by one. */
    List<Criterion> criteria() {
        List<Criterion> all = new ArrayList<>();
        SeverityPattern wanted = severity;
        if (wanted != null) {
            all.add(new Criterion("severity", event -> wanted.test(event.severity())));
        }
        if (!types.isEmpty()) {
            all.add(new Criterion("types", event -> any(types, event)));
        }
        if (!sites.isEmpty()) {
            all.add(new Criterion("sites", event -> any(sites, event.site())));
        }
        if (!users.isEmpty()) {
            all.add(new Criterion("users", event -> {
                Scalar user = event.user();
                return user != null && any(users, user.text());
            }));
        }
        metadata.forEach((path, patterns) -> {
            if (!patterns.isEmpty()) {
                var place = new MetadataPath(path);
                Predicate<String> fits = text -> any(patterns, text);
                all.add(new Criterion("metadata." + path, event -> place.anyValue(event.metadata(), fits)));
            }
        });
        return List.copyOf(all);
    }

    private static <T> boolean any(List<? extends Predicate<T>> patterns, T given) {
        for (Predicate<T> pattern : patterns) {
            if (pattern.test(given)) {
                return true;
            }
        }
        return false;
    }
}
