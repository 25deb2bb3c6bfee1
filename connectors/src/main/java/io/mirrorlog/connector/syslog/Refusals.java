package io.mirrorlog.connector.syslog;

import io.mirrorlog.connector.Outcome;
import io.mirrorlog.connector.TlsFaults;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a delivery that failed means, in words. */
final class Refusals {

    private Refusals() {}

    /** @param late the time that the call had, if it took longer */
    static Outcome of(IOException failure, Receiver receiver, @Nullable Duration late) {
        String name =
                receiver.transport() == Transport.UNIX ? receiver.host() : receiver.host() + ":" + receiver.port();
        if (late != null) {
            return new Outcome.Retry(name + " has not taken all within " + late.toMillis() + " ms"
                    + (receiver.confirmed() ? ", or has not ended the connection behind it (confirm: close)" : ""));
        }
        if (failure instanceof SSLException ssl) {
            Optional<String> fault = TlsFaults.ofCertificates(ssl, receiver.host());
            return fault.isPresent()
                    ? new Outcome.Blocked(fault.get())
                    : new Outcome.Retry("no secure connection to " + name + ": " + TlsFaults.oneLine(ssl.getMessage()));
        }
        if (failure instanceof UnknownHostException) {
            return new Outcome.Retry("cannot find the host " + receiver.host());
        }
        if (failure instanceof PortUnreachableException) {
            return new Outcome.Retry("nobody listens at " + name);
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return new Outcome.Retry("cannot connect to " + name + ": " + failure.getMessage());
        }
        if (failure instanceof SocketException) {
            return new Outcome.Retry("cannot send to " + name + ": " + failure.getMessage());
        }
        return new Outcome.Retry("the connection to " + name + " broke: " + failure.getMessage());
    }
}
