/** What monitoring reads: the numbers of the queue and the connections in Prometheus's text format. */
@NullMarked
package io.mirrorlog.agent.metrics;

import org.jspecify.annotations.NullMarked;
