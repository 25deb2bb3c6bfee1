package io.mirrorlog.connector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files of at most 1 MiB. Whatever is wrong is an IOException that names the file. */
final class PemFile {

    private static final int BYTES_MAX = 1 << 20;

    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern KEY = block("PRIVATE KEY");

    /** Every kind of key that TLS knows; of a PKCS#8 key each refuses what is not its own. */
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

    private PemFile() {}

    private static Pattern block(String label) {
        return Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----");
    }

    /** At least one, in the order of the file; text around them is passed over. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Matcher next = CERTIFICATE.matcher(text(file)); next.find(); ) {
                var der = new ByteArrayInputStream(decoded(next.group(1)));
                certificates.add((X509Certificate) factory.generateCertificate(der));
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IOException(file + " holds a certificate that cannot be read", e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(
                    file + " holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    /** The first private key of the file. */
    static PrivateKey key(Path file) throws IOException {
        String text = text(file);
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw new IOException(file
                    + (text.contains("PRIVATE KEY-----")
                            ? " holds a private key of another form; openssl pkcs8 -topk8 -nocrypt makes it PKCS#8"
                            : " holds no private key in PEM form, which begins with -----BEGIN PRIVATE KEY-----"));
        }
        GeneralSecurityException last = new GeneralSecurityException("no kind of key");
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(decoded(found.group(1))));
            } catch (GeneralSecurityException e) {
                last = e;
            } catch (IllegalArgumentException e) {
                throw new IOException(file + " holds a private key that cannot be read", e);
            }
        }
        throw new IOException(file + " holds a private key that cannot be read", last);
    }

    /** True when a signature made with the key is the certificate's. */
    static boolean belong(X509Certificate certificate, PrivateKey key) {
        PublicKey shown = certificate.getPublicKey();
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] sample = "sample".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException(file + " is too large; at most 1MiB");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user", e);
        } catch (IOException e) {
            throw Files.isDirectory(file) ? new IOException(file + " is a folder; give a file", e) : e;
        }
    }
}
