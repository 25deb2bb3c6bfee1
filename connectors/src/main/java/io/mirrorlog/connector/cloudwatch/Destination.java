package io.mirrorlog.connector.cloudwatch;

/** A log stream in a log group. */
record Destination(String group, String stream) {}
