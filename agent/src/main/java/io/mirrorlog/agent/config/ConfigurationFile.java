package io.mirrorlog.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The file of the configuration, which is read again when it changes.
 *
 * <p>Whether it has changed is told by its content, wherever links lead: neither a time nor a number of a file tells it
 * when a link is set anew, as Kubernetes does. For one thread at a time.
 */
public final class ConfigurationFile {

    private static final String UNREADABLE = "";

    private final Path file;
    private final Circumstances circumstances;
    private String loaded = UNREADABLE;
    private String seen = UNREADABLE;

    /** @param file as in {@link Configuration#load} */
    public ConfigurationFile(Path file, Circumstances circumstances) {
        this.file = file;
        this.circumstances = circumstances;
    }

    /**
     * Reads it as {@link Configuration#load} does.
     *
     * @throws ConfigurationException with everything that is wrong
     */
    public Configuration load() throws ConfigurationException {
        loaded = digest(); // before it is read: what is written in between shows as a change, and is read once more
        seen = loaded;
        return Configuration.load(file, circumstances);
    }

    /**
     * True when it differs from what was loaded last, and two looks in a row have seen the same: nobody is writing it
     * just now. Files that its values name are not looked at.
     */
    public boolean hasChanged() {
        String present = digest();
        boolean stays = present.equals(seen);
        seen = present;
        return stays && !present.equals(loaded);
    }

    private String digest() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(ConfigurationLoader.BYTES_MAX + 1);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException e) {
            return UNREADABLE; // loading it says why
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
