package io.mirrorlog.agent.mediawiki;

import org.jspecify.annotations.Nullable;

/** What a client claims about itself, to be told when it is not so. Pure. */
final class Assertions {

    private Assertions() {}

    static void check(Asking asking) throws ApiFault {
        Reader reader = asking.reader();
        @Nullable String claim = asking.parameters().text("assert");
        @Nullable String name = asking.parameters().text("assertuser");
        if (claim != null) {
            switch (claim) {
                case "anon" ->
                    require(
                            !reader.named(),
                            "assertanonfailed",
                            "You are logged in, so the action could not be completed.");
                case "user" ->
                    require(
                            reader.named(),
                            "assertuserfailed",
                            "You are no longer logged in, so the action could not be completed.");
                case "bot" ->
                    require(
                            false,
                            "assertbotfailed",
                            "You do not have the \"bot\" right, so the action could not be completed.");
                default -> throw ApiFault.badValue(ApiFault.MAIN, "assert", claim);
            }
        }
        if (name != null) {
            require(
                    reader.named() && name.equals(reader.name()),
                    "assertnameduserfailed",
                    "You are no longer logged in as \"" + name + "\", so the action could not be completed.");
        }
    }

    private static void require(boolean holds, String code, String info) throws ApiFault {
        if (!holds) {
            throw new ApiFault(ApiFault.MAIN, code, info);
        }
    }
}
