package io.mirrorlog.agent;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The ids of the agent's own events: UUIDs of version 7. Safe for many threads. */
final class OwnIds implements Supplier<String> {

    private final TimeOrderedEpochFactory ids;

    OwnIds(InstantSource clock) {
        ids = TimeOrderedEpochFactory.builder()
                .withInstantFunction(clock::instant)
                .build();
    }

    @Override
    public String get() {
        return ids.create().toString();
    }
}
