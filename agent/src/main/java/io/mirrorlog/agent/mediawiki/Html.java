package io.mirrorlog.agent.mediawiki;

/** Text as it may stand in a page. Pure. */
final class Html {

    private Html() {}

    /** As it may stand anywhere. */
    static String escaped(String text) {
        return betweenTags(text).replace("\"", "&quot;").replace("'", "&#039;");
    }

    /** As it may stand between tags. */
    static String betweenTags(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
