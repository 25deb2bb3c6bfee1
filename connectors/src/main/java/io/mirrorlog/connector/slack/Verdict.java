package io.mirrorlog.connector.slack;

import io.mirrorlog.connector.http.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What Slack's words for failures mean: they say more than the status, which is 200 for every failure of its API. */
enum Verdict {
    /** The message cannot be posted. */
    MESSAGE,
    /** Nothing can be posted until somebody mends the app, the webhook or the channel. */
    CONNECTION,
    /** The same message can be posted later. */
    PASSING,
    /** None of its words: the status says what it means. */
    UNKNOWN;

    private static final Map<Verdict, Set<String>> WORDS = Map.of(
            MESSAGE,
                    Set.of(
                            "invalid_payload",
                            "invalid_blocks",
                            "invalid_blocks_format",
                            "invalid_attachments",
                            "no_text",
                            "missing_text_or_fallback_or_attachments",
                            "too_many_attachments",
                            "attachment_payload_limit_exceeded",
                            "msg_too_long",
                            "msg_blocks_too_long",
                            "invalid_arguments",
                            "invalid_json",
                            "invalid_charset",
                            "json_not_object",
                            "invalid_form_data",
                            "metadata_too_large"),
            CONNECTION,
                    Set.of(
                            "user_not_found",
                            "action_prohibited",
                            "invalid_token",
                            "posting_to_general_channel_denied",
                            "team_disabled",
                            "channel_not_found",
                            "channel_is_archived",
                            "no_service",
                            "no_service_id",
                            "no_active_hooks",
                            "no_team",
                            "invalid_auth",
                            "not_authed",
                            "account_inactive",
                            "token_revoked",
                            "token_expired",
                            "missing_scope",
                            "not_in_channel",
                            "is_archived",
                            "ekm_access_denied",
                            "no_permission",
                            "org_login_required",
                            "access_denied",
                            "accesslimited",
                            "messages_tab_disabled"),
            PASSING,
                    Set.of(
                            "ratelimited",
                            "rate_limited",
                            "rollup_error",
                            "internal_error",
                            "fatal_error",
                            "service_unavailable",
                            "request_timeout",
                            "team_added_to_org"));

    /** What the body of a failure means: a word alone, as a webhook answers, or the API's {@code {"error":"word"}}. */
    static Verdict of(String body) {
        Object error = Json.object(Json.read(body)).get("error");
        String word = (error == null ? body.strip() : Json.text(error))
                .toLowerCase(Locale.ROOT)
                .replace(' ', '_');
        if (word.startsWith("restricted_action")) {
            return CONNECTION;
        }
        return WORDS.entrySet().stream()
                .filter(words -> words.getValue().contains(word))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
