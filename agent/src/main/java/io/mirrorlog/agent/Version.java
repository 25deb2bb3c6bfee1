package io.mirrorlog.agent;

/** Which version of Mirrorlog this is. */
public final class Version {

    private Version() {}

    /** The version in the jar's manifest; {@code dev} outside of a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
