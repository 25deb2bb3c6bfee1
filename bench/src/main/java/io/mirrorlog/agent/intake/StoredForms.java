package io.mirrorlog.agent.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mirrorlog.agent.format.EventJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.stream.Stream;

/** What the queue would keep of a request. */
public final class StoredForms {

    private static final EventReader READER =
            new EventReader("bench", InstantSource.fixed(Instant.parse("2026-11-21T19:16:00Z")));

    private StoredForms() {}

    /**
     * The rows' bodies.
     *
     * @param lines NDJSON
     * @throws IllegalArgumentException when the intake would refuse any of it
     */
    public static Stream<byte[]> of(byte[] lines) {
        try {
            var bodies = new ArrayList<byte[]>();
            EventReader.Reading reading = READER.read(
                    lines,
                    new EventReader.Request(null, null, null, true),
                    arrival -> bodies.add(EventJson.write(arrival.event()).getBytes(UTF_8)));
            if (!reading.refused().isEmpty()) {
                throw new IllegalArgumentException(
                        "refused: " + reading.refused().get(0));
            }
            return bodies.stream();
        } catch (Refusal e) {
            throw new IllegalArgumentException(e);
        }
    }
}
