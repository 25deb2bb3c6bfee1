package io.mirrorlog.connector;

import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Tells a certificate that somebody has to change from trouble that passes. */
public final class TlsFaults {

    private static final int LONGEST = 150;

    private TlsFaults() {}

    /** What is wrong with one of the two certificates, in words; empty where neither is to blame. */
    public static Optional<String> ofCertificates(SSLException failure, String host) {
        if (refusesOurs(failure)) {
            return Optional.of(host + " refuses the agent's certificate, see tls.cert and tls.key: "
                    + oneLine(failure.getMessage()));
        }
        if (failure instanceof SSLPeerUnverifiedException) {
            return Optional.of("the certificate of " + host + " is for other hosts");
        }
        CertificateException fault = fault(failure);
        return fault == null
                ? Optional.empty()
                : Optional.of(
                        "the certificate of " + host + " is not trusted, see tls.ca: " + oneLine(fault.getMessage()));
    }

    /** A failure's message on one line, and not long: the other side may have a part in it. */
    public static String oneLine(@Nullable String message) {
        String line = String.valueOf(message).replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static boolean refusesOurs(SSLException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("fatal alert")
                && (message.contains("certificate")
                        || message.contains("unknown_ca")
                        || message.contains("access_denied"));
    }

    private static @Nullable CertificateException fault(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException found) {
                return found;
            }
        }
        return null;
    }
}
