/** The HTTP server and what its endpoints see of it: the only package that imports Vert.x. */
@NullMarked
package io.mirrorlog.agent.web;

import org.jspecify.annotations.NullMarked;
