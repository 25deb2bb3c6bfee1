package io.mirrorlog.connector.http;

import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.TlsFaults;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a call that failed means. Of the client's own messages none is shown: they hold parts of the URL.
 *
 * @param host the destination's
 * @param hostAndPort the same as far as its URL tells it
 * @param proxy the host of the proxy, if there is one
 */
record Failures(String host, String hostAndPort, @Nullable String proxy, Duration timeout) {

    NoAnswer of(IOException failure) {
        if (failure instanceof SSLException ssl) {
            Optional<String> fault = TlsFaults.ofCertificates(ssl, host);
            if (fault.isPresent()) {
                return new NoAnswer(new Outcome.Blocked(fault.get()), failure);
            }
        }
        if (failure instanceof ProxyRefusal refusal) {
            return new NoAnswer(new Outcome.Blocked(String.valueOf(refusal.getMessage())), failure);
        }
        return new NoAnswer(new Outcome.Retry(words(failure)), failure);
    }

    NoAnswer timedOut(Throwable cause) {
        return new NoAnswer(new Outcome.Retry(late()), cause);
    }

    private String late() {
        return "no answer from " + host + " within " + shown(timeout);
    }

    private String words(IOException failure) {
        if (failure instanceof InterruptedIOException) {
            return late();
        }
        if (failure instanceof UnknownHostException) {
            return "cannot find the host " + (proxy == null ? host : host + ", or its proxy " + proxy);
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return proxy == null ? "cannot connect to " + hostAndPort : "cannot connect to the proxy " + proxy;
        }
        if (failure instanceof SSLException) {
            return "no secure connection to " + host + ": " + certain(failure);
        }
        if (failure instanceof SocketException) {
            return "the connection to " + host + " broke: " + certain(failure);
        }
        if (failure instanceof ProtocolException) {
            return host + " does not answer as HTTP says";
        }
        boolean ended = failure instanceof EOFException || failure.getCause() instanceof EOFException;
        return host
                + (ended
                        ? " ended the connection without an answer"
                        : " could not be called: " + failure.getClass().getSimpleName());
    }

    /** Such as Java itself words it, which knows no URL. */
    private static String certain(IOException failure) {
        return Excerpts.oneLine(String.valueOf(failure.getMessage()));
    }

    private static String shown(Duration timeout) {
        long millis = timeout.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    /** The proxy wants other credentials. */
    static final class ProxyRefusal extends IOException {

        private static final long serialVersionUID = 1L;

        ProxyRefusal(String proxy) {
            super("the proxy " + proxy + " wants another user and password");
        }
    }
}
