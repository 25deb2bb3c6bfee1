package io.mirrorlog.connector.contract;

import java.io.IOException;
import java.util.Map;

/** An answer of a HTTP service; as a {@link Turn}, one that the service gives without having taken anything. */
public record HttpAnswer(int status, Map<String, String> headers, String body) implements Turn {

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    public HttpAnswer(int status, String body) {
        this(status, Map.of(), body);
    }

    @Override
    public void play(Wire wire) throws IOException {
        wire.call();
        wire.send(this);
    }
}
