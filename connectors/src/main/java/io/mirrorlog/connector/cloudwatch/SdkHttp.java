package io.mirrorlog.connector.cloudwatch;

import io.mirrorlog.connector.Secret;
import io.mirrorlog.connector.http.Answer;
import io.mirrorlog.connector.http.HttpSender;
import io.mirrorlog.connector.http.NoAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Lets the AWS SDK call as all connectors do: within the connection's timeout, through its proxy, with its certificates.
 * Keeps the last answer, as the SDK does not show all of it. For one thread.
 */
final class SdkHttp implements SdkHttpClient {

    private final HttpSender http;
    private @Nullable Answer last;

    SdkHttp(HttpSender http) {
        this.http = http;
    }

    /** There was no answer; the SDK passes on IOExceptions alone. */
    static final class Unanswered extends IOException {

        private static final long serialVersionUID = 1L;

        /** @param cause a {@link NoAnswer}, or an InterruptedException */
        Unanswered(Exception cause) {
            super(cause);
        }
    }

    /** What the last call brought; null when it brought nothing. */
    @Nullable
    Answer last() {
        return last;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answered(request);
            }

            @Override
            public void abort() {
                // Whoever waits is interrupted, or the sender closed.
            }
        };
    }

    private HttpExecuteResponse answered(HttpExecuteRequest request) throws IOException {
        last = null;
        SdkHttpRequest signed = request.httpRequest();
        Map<String, String> headers = new LinkedHashMap<>();
        signed.forEachHeader((name, values) -> headers.put(name, String.join(",", values)));
        try {
            Answer answer =
                    http.send(signed.method().name(), Secret.of(signed.getUri().toString()), headers, body(request));
            last = answer;
            return HttpExecuteResponse.builder()
                    .response(head(answer))
                    .responseBody(AbortableInputStream.create(
                            new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8))))
                    .build();
        } catch (NoAnswer | InterruptedException e) {
            throw new Unanswered(e);
        }
    }

    private static byte[] body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (InputStream body = request.contentStreamProvider().get().newStream()) {
            return body.readAllBytes();
        }
    }

    /** The date tells the SDK how far off this machine's clock is. */
    private static SdkHttpFullResponse head(Answer answer) {
        var head = SdkHttpFullResponse.builder().statusCode(answer.status());
        if (answer.date() != null) {
            head.putHeader(
                    "Date",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(answer.date().atOffset(ZoneOffset.UTC)));
        }
        return head.build();
    }

    @Override
    public void close() {
        // The connector closes its sender.
    }
}
