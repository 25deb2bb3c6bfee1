/** The YAML file: read, checked as a whole, turned into records that are valid once built. */
@NullMarked
package io.mirrorlog.agent.config;

import org.jspecify.annotations.NullMarked;
