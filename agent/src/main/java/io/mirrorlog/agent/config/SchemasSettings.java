package io.mirrorlog.agent.config;

import io.mirrorlog.agent.stream.Validation;
import io.mirrorlog.connector.Option;
import io.mirrorlog.connector.http.Urls;
import java.util.List;

/**
 * By which schemas structured events are checked.
 *
 * @param repositories folders, or URLs that begin with https:// (http:// to this machine alone); of several schemas by one
 *     name the first counts; at most {@value #REPOSITORIES_MAX}
 * @param validation for streams that say nothing else
 */
public record SchemasSettings(
        @Option("where schemas are: folders, or https:// URLs; the first that has a schema counts")
        List<String> repositories,

        @Option(
                value =
                        "what becomes of an event that is not as its schema wants it; off: nobody looks; tag: it is taken"
                                + " and marked; reject: it is refused",
                orElse = "tag")
        Validation validation) {

    static final int REPOSITORIES_MAX = 10;

    public SchemasSettings {
        repositories = List.copyOf(repositories);
        var faults = new Faults().range("repositories", repositories.size(), 0, REPOSITORIES_MAX);
        for (String repository : repositories) {
            String fault = isUrl(repository) ? Urls.fault(repository, false) : null;
            faults.unless(fault == null, "repositories: " + repository + " " + fault);
            faults.unless(
                    fault != null || !isUrl(repository) || !repository.contains("?"),
                    "repositories: " + repository + " has a query; write a URL that paths can be put behind");
            faults.unless(!repository.isEmpty(), "repositories: one is empty; write a folder");
        }
        faults.unless(
                        !repositories.isEmpty() || validation != Validation.REJECT,
                        "validation, repositories: nothing could be taken, as there is no repository; name one, or write tag")
                .throwAny();
    }

    /** True for what is fetched, and false for a folder. */
    public static boolean isUrl(String repository) {
        return repository.startsWith("https:") || repository.startsWith("http:");
    }

    /** True when no event is ever checked. */
    public boolean isIdle() {
        return repositories.isEmpty();
    }
}
