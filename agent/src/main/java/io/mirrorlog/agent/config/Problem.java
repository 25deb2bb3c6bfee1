package io.mirrorlog.agent.config;

/**
 * One thing that is wrong with a configuration, told for the person who mends it. Shows no secret.
 *
 * @param file as it was named by the user
 * @param line counted from 1; 0 when the file as a whole is meant
 * @param column counted from 1; 0 when the file as a whole is meant
 * @param path the option, such as {@code connections.slack-ops.url}; empty for the file as a whole
 * @param text what is wrong; what is allowed (did you mean …?)
 */
public record Problem(String file, int line, int column, String path, String text) {

    /** {@code file:line:column: path: text}, leaving out what is not there. */
    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line + ":" + column : file;
        return path.isEmpty() ? place + ": " + text : place + ": " + path + ": " + text;
    }
}
