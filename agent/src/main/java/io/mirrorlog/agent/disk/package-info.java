/** What of the agent's own small files must outlast a power cut. */
@NullMarked
package io.mirrorlog.agent.disk;

import org.jspecify.annotations.NullMarked;
