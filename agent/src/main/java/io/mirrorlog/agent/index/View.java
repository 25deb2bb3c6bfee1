package io.mirrorlog.agent.index;

import java.util.List;

/**
 * All that is in the index at one moment.
 *
 * @param filed what is in the file
 * @param open what is behind it
 */
record View(IndexFile file, List<Span> filed, Block open) {}
