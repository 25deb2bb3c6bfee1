package io.mirrorlog.agent.stream;

/** The share of events that is kept, from none (0) to all (1). */
public record SampleRate(double share) {

    public SampleRate {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("is no share; write a number from 0 to 1, such as 0.1");
        }
    }

    /** As a user writes it. */
    public static SampleRate parse(String text) {
        try {
            return new SampleRate(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no share; write a number from 0 to 1, such as 0.1", e);
        }
    }
}
