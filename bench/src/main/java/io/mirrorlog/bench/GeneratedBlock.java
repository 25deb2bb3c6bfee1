package io.mirrorlog.bench;

/** The part of a Markdown file that the bench writes; all around it is written by people. */
final class GeneratedBlock {

    private static final String BEGIN = "<!-- begin: written by bench/run --write, not by hand -->\n";
    private static final String END = "<!-- end -->";

    private GeneratedBlock() {}

    /**
     * The file's text with other content in the block.
     *
     * @param content Markdown
     * @throws IllegalArgumentException when the text has no such block
     */
    static String replaced(String text, String content) {
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END, begin + 1);
        if (begin < 0 || end < 0) {
            throw new IllegalArgumentException("no block between " + BEGIN.strip() + " and " + END);
        }
        return text.substring(0, begin + BEGIN.length()) + "\n" + content.strip() + "\n\n" + text.substring(end);
    }
}
