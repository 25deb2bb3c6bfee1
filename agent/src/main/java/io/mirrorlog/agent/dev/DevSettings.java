package io.mirrorlog.agent.dev;

import io.mirrorlog.agent.config.Configuration;
import io.mirrorlog.agent.config.ListenAddress;
import io.mirrorlog.agent.config.SchemasSettings;
import io.mirrorlog.agent.config.StreamSettings;
import io.mirrorlog.agent.stream.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the toy server is told.
 *
 * @param listen where
 * @param site of events that name none
 * @param schemas folders of schemas; of several by one name the first counts
 * @param streams how events with a schema become lines
 * @param places what may be filled in, where the schema has it too
 * @param isStrict whether events are refused that are not as their schema wants them
 * @param origins of web pages that may send, beside those of this machine
 */
public record DevSettings(
        ListenAddress listen,
        String site,
        List<Path> schemas,
        StreamSettings streams,
        Set<Place> places,
        boolean isStrict,
        List<String> origins) {

    public DevSettings {
        schemas = List.copyOf(schemas);
        places = Set.copyOf(places);
        origins = List.copyOf(origins);
    }

    /** With what a configuration says of how events look; of its schemas only folders, and those only where none are named. */
    public DevSettings of(Configuration configuration) {
        List<Path> configured = configuration.schemas().repositories().stream()
                .filter(repository -> !SchemasSettings.isUrl(repository))
                .map(Path::of)
                .toList();
        return new DevSettings(
                listen,
                configuration.site(),
                schemas.isEmpty() ? configured : schemas,
                configuration.streams(),
                configuration.intake().http().places(),
                isStrict,
                origins);
    }

    /** With another site. */
    public DevSettings of(String otherSite) {
        return new DevSettings(listen, otherSite, schemas, streams, places, isStrict, origins);
    }
}
