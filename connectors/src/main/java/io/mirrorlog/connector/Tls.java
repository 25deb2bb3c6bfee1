package io.mirrorlog.connector;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a connection, in PEM files. That they can be used is looked at when this is made; what is in them then
 * is read again by {@link #open}.
 *
 * @param ca those that the destination's must lead to, in the place of the ones that Java knows
 * @param cert the agent's own, with those that it leads over
 * @param key its private key: PKCS#8, not encrypted
 */
public record Tls(
        @Option("PEM file of the certificates to trust, in the place of those that Java knows") @Nullable
        Path ca,

        @Option("PEM file of the certificate that the agent shows, with those that it leads over; with key") @Nullable
        Path cert,

        @Option("PEM file of that certificate's private key: PKCS#8, not encrypted; with cert") @Nullable
        Path key) {

    public Tls {
        List<String> faults = new ArrayList<>();
        if ((cert == null) != (key == null)) {
            faults.add("cert, key: one is not there without the other; give both, or none");
        }
        List<X509Certificate> own = null;
        PrivateKey secret = null;
        try {
            own = cert == null ? null : PemFile.certificates(cert);
        } catch (IOException e) {
            faults.add("cert: " + e.getMessage());
        }
        try {
            secret = key == null ? null : PemFile.key(key);
        } catch (IOException e) {
            faults.add("key: " + e.getMessage());
        }
        try {
            if (ca != null) {
                PemFile.certificates(ca);
            }
        } catch (IOException e) {
            faults.add("ca: " + e.getMessage());
        }
        if (own != null && secret != null && !PemFile.belong(own.get(0), secret)) {
            faults.add("key, cert: the key in " + key + " is not that of the certificate in " + cert);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /**
     * What a connection is made with.
     *
     * @param trust decides on the destination's certificate
     */
    public record Opened(SSLContext context, X509TrustManager trust) {}

    /**
     * Reads the files.
     *
     * @throws IOException naming the file that cannot be used any more
     */
    public Opened open() throws IOException {
        try {
            X509TrustManager trust = trust(ca == null ? null : store(PemFile.certificates(ca)));
            var context = SSLContext.getInstance("TLS");
            context.init(keys(), new TrustManager[] {trust}, null);
            return new Opened(context, trust);
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates of tls cannot be used: " + e.getMessage(), e);
        }
    }

    private static X509TrustManager trust(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("Java has no way to look at certificates");
    }

    private static KeyStore store(List<X509Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        return store;
    }

    private KeyManager @Nullable [] keys() throws GeneralSecurityException, IOException {
        if (cert == null || key == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        X509Certificate[] chain = PemFile.certificates(cert).toArray(X509Certificate[]::new);
        char[] password = {}; // it is in memory alone
        store.setKeyEntry("own", PemFile.key(key), password, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }
}
