package io.mirrorlog.agent.stream;

/**
 * How often a sample was drawn since the start, but for the events that are in it.
 *
 * @param out events that are not in it, and were not kept
 * @param undecided events that were kept since they lack the field that decides
 */
public record Sampled(long out, long undecided) {

    Sampled plus(Sampled more) {
        return new Sampled(out + more.out, undecided + more.undecided);
    }
}
