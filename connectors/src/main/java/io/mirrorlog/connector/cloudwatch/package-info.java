/**
 * CloudWatch Logs. The AWS SDK is known to {@code Logs}, {@code LogsClient} and what stands beside them, and loaded with the
 * first delivery: an agent without such a connection never loads it.
 */
@NullMarked
package io.mirrorlog.connector.cloudwatch;

import org.jspecify.annotations.NullMarked;
