package io.mirrorlog.agent.index;

import org.jspecify.annotations.Nullable;

/**
 * How far the index is.
 *
 * @param position retained events up to this sequence are in it
 * @param behind sequences that are not: who asks for a page on which they may stand notes them first
 * @param bytes on disk
 * @param problem why it is not filled at the moment, for people; absent while all is well
 */
public record IndexStanding(
        long position, long behind, long bytes, @Nullable String problem) {}
