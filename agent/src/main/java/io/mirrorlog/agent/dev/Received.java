package io.mirrorlog.agent.dev;

/** Something that came, ready to be printed in several forms. */
public final class Received {

    private final Shown shown;

    Received(Shown shown) {
        this.shown = shown;
    }

    /** Several lines, each with its end. */
    public String forPeople(boolean coloured) {
        return new Printout(coloured ? Palette.ANSI : Palette.NONE).of(shown);
    }

    /** One line of JSON, without its end. */
    public String forTools() {
        return shown.forTools();
    }
}
