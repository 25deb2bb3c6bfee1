/** The retained events as a MediaWiki's API lists its log, for programs that know nothing but that. */
@NullMarked
package io.mirrorlog.agent.mediawiki;

import org.jspecify.annotations.NullMarked;
