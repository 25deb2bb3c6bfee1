package io.mirrorlog.agent;

/** The way in from the command line. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {}
}
