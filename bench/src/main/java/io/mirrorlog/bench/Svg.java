package io.mirrorlog.bench;

import java.util.List;
import java.util.Locale;

/** Writes a small picture that reads well on paper and on a screen, and that a screen reader can tell. */
final class Svg {

    /** A place in pixels, from the upper left corner. */
    record Point(double x, double y) {}

    /** Where a text stands beside its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    private final StringBuilder svg = new StringBuilder();

    /**
     * @param title what the picture is
     * @param description what it shows, for who cannot see it
     */
    Svg(int width, int height, String title, String description) {
        svg.append(String.format(
                Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" \
                aria-labelledby="title desc" font-family="sans-serif" font-size="12" fill="#222">
                <title id="title">%s</title>
                <desc id="desc">%s</desc>
                <rect width="%d" height="%d" fill="#fff"/>
                """, width, height, width, height, escaped(title), escaped(description), width, height));
    }

    Svg text(Point at, Anchor anchor, String text) {
        return add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                at.x(), at.y(), anchor.name().toLowerCase(Locale.ROOT), escaped(text));
    }

    /** A thin grey line. */
    Svg rule(Point from, Point to) {
        return add(
                "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#ccc\" stroke-width=\"1\"/>",
                from.x(), from.y(), to.x(), to.y());
    }

    Svg rect(Point at, double width, double height, String colour) {
        return add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                at.x(), at.y(), width, height, colour);
    }

    /** @param dashed so that two lines are told apart without their colours */
    Svg line(List<Point> points, String colour, boolean dashed) {
        return add(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                path(points), colour, dashed ? " stroke-dasharray=\"6 3\"" : "");
    }

    /** An area that lets through what is below it. */
    Svg area(List<Point> border, String colour) {
        return add("<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"0.2\"/>", path(border), colour);
    }

    Svg dot(Point at, String colour) {
        return add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", at.x(), at.y(), colour);
    }

    /** The whole picture. */
    String end() {
        return svg + "</svg>\n";
    }

    private Svg add(String form, Object... parts) {
        svg.append(String.format(Locale.ROOT, form, parts)).append('\n');
        return this;
    }

    private static String path(List<Point> points) {
        var path = new StringBuilder();
        for (Point point : points) {
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", point.x(), point.y()));
        }
        return path.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
