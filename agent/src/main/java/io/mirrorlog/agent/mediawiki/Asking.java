package io.mirrorlog.agent.mediawiki;

import java.time.Instant;

/** One request while it is answered: what was asked by whom, and what is known of the answer so far. One thread. */
record Asking(ApiParameters parameters, ApiForm form, Wiki wiki, Reader reader, Instant now, ApiResult result) {}
