package com.example.ntfy;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Reads an answer to its end, so that the connection can be used again, but no more than a little of one that is endless. */
final class BoundedBody implements BodySubscriber<Void> {

    private static final long BYTES_MAX = 64 << 10;

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private Subscription subscription;
    private long bytes;

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        subscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        part.forEach(buffer -> bytes += buffer.remaining());
        if (bytes > BYTES_MAX) {
            subscription.cancel();
            end.complete(null); // the status says it all
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
