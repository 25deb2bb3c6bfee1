package io.mirrorlog.agent.config;

import io.mirrorlog.connector.Option;

/** How events come in. */
public record IntakeSettings(@Option("events over HTTP") HttpSettings http) {}
