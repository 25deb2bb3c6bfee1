package io.mirrorlog.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mirrorlog.connector.http.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final Path CA = Certificates.file("ca.pem");
    private static final Path CERT = Certificates.file("agent.pem");
    private static final Path KEY = Certificates.file("agent-key.pem");

    @TempDir
    Path folder;

    private static void assertRefused(@Nullable Path ca, @Nullable Path cert, @Nullable Path key, String... words) {
        assertThatThrownBy(() -> new Tls(ca, cert, key))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(words);
    }

    @Test
    void takesWhatCanBeUsed() throws Exception {
        assertThat(new Tls(CA, CERT, KEY).open().trust().getAcceptedIssuers()).hasSize(1);
        assertThat(new Tls(null, null, null).open().trust().getAcceptedIssuers())
                .hasSizeGreaterThan(1);
        assertThat(new Tls(null, Certificates.file("localhost.pem"), Certificates.file("localhost-key.pem")))
                .isNotNull();
    }

    @Test
    void takesCertificatesAmongOtherText() throws Exception {
        Path chain = Files.writeString(
                folder.resolve("chain.pem"),
                "Subject: one\n" + Files.readString(CA) + "two\n" + Files.readString(CERT));
        assertThat(new Tls(chain, null, null).open().trust().getAcceptedIssuers())
                .hasSize(2);
    }

    @Test
    void namesEachFileThatCannotBeUsed() throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path text = Files.writeString(folder.resolve("text.pem"), "no PEM");
        assertRefused(missing, text, text, "ca: " + missing + " does not exist", "cert: " + text, "key: " + text);
        assertRefused(folder, null, null, "ca: " + folder + " is a folder");
        assertRefused(KEY, null, null, "ca: " + KEY + " holds no certificate");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        assertRefused(broken, null, null, "ca: " + broken + " holds a certificate that cannot be read");
    }

    @Test
    void saysHowAKeyOfAnotherFormIsChanged() {
        assertRefused(null, CERT, Certificates.file("agent-key-pkcs1.pem"), "key: ", "openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void wantsACertificateAndItsOwnKey() {
        assertRefused(null, CERT, null, "cert, key: ");
        assertRefused(null, null, KEY, "cert, key: ");
        assertRefused(null, CERT, Certificates.file("localhost-key.pem"), "key, cert: ", "is not that of");
    }
}
