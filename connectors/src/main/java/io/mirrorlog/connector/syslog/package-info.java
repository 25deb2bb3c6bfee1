/**
 * Syslog receivers: rsyslog, syslog-ng, Papertrail and all that speak RFC 5424 or RFC 3164.
 */
@NullMarked
package io.mirrorlog.connector.syslog;

import org.jspecify.annotations.NullMarked;
