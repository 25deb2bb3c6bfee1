package io.mirrorlog.agent.dev;

import io.mirrorlog.agent.config.ListenAddress;
import io.mirrorlog.agent.config.StreamSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * What the toy server is told.
 *
 * @param listen where
 * @param site of events that name none
 * @param schemas folders of schemas; of several by one name the first counts
 * @param streams how events with a schema become lines
 * @param isStrict whether events are refused that are not as their schema wants them
 * @param origins of web pages that may send, beside those of this machine
 */
public record DevSettings(
        ListenAddress listen,
        String site,
        List<Path> schemas,
        StreamSettings streams,
        boolean isStrict,
        List<String> origins) {

    public DevSettings {
        schemas = List.copyOf(schemas);
        origins = List.copyOf(origins);
    }
}
