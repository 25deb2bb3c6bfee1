package io.mirrorlog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent with one Java: the jar in a folder of its own, beside it the archive that the start script makes. */
final class Installation {

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)([^\"]*)\"");

    private final Path java;
    private final Path script;
    private final Path jar;
    private final String version;
    private final String fullVersion;

    private Installation(Path java, Path script, Path jar, Matcher release) {
        this.java = java;
        this.script = script;
        this.jar = jar;
        this.version = release.group(1);
        this.fullVersion = release.group(1) + release.group(2);
    }

    /**
     * Copies the jar and makes the archive.
     *
     * @param java the home of a JDK or JRE, 17 or newer
     * @param folder is made
     * @throws IOException also when the script fails; what it says is on the standard error output
     */
    static Installation make(Path java, Path script, Path jar, Path folder) throws IOException, InterruptedException {
        Matcher release = VERSION.matcher(Files.readString(java.resolve("release")));
        if (!release.find()) {
            throw new IOException(java + ": its file `release` names no version");
        }
        Path copy = Files.createDirectories(folder).resolve("mirrorlog.jar");
        Files.copy(jar, copy);
        var installation = new Installation(java, script, copy, release);
        System.err.println("making the archive of Java " + installation.fullVersion);
        var archiving = new ProcessBuilder(script.toString(), "--make-archive")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        archiving.environment().putAll(installation.packaged().environment());
        int code = archiving.start().waitFor();
        if (code != 0) {
            throw new IOException(script + " --make-archive ended with " + code);
        }
        return installation;
    }

    /** The number of the Java, such as 17. */
    String version() {
        return version;
    }

    String fullVersion() {
        return fullVersion;
    }

    /** What this Java calls its archive. */
    String archive() {
        return Integer.parseInt(version) < 25 ? "archive" : "AOT cache";
    }

    Launch plain() {
        return Launch.plain(java, jar);
    }

    Launch packaged() {
        return Launch.packaged(script, java, jar);
    }

    /** Both ways to start, the plain one first. */
    List<Variant> variants() {
        return List.of(
                new Variant("Java " + version + ", java -jar", false, plain()),
                new Variant("Java " + version + ", script with " + archive(), true, packaged()));
    }

    /**
     * A way to start, with its name in tables.
     *
     * @param packaged true with the script and the archive
     */
    record Variant(String name, boolean packaged, Launch launch) {}
}
