package io.mirrorlog.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class BacklogChartTest {

    private final Backlog.Series intake = new Backlog.Series("intake");
    private final Backlog.Series draining = new Backlog.Series("draining <all>");

    BacklogChartTest() {
        for (double rate : new double[] {90_000, 110_000, 100_000}) {
            intake.add(10_000, rate);
            intake.add(1_000_000, rate);
        }
        draining.add(10_000, 150_000);
        draining.add(100_000, 140_000);
        draining.add(1_000_000, 130_000);
    }

    @Test
    void isTitledAndToldForThoseWhoCannotSeeIt() throws Exception {
        Document svg = chart();
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Rate against backlog");
        assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                .contains("intake: 10,000: 100,000; 1,000,000: 100,000;", "draining <all>: 10,000: 150,000;");
    }

    @Test
    void drawsEachMedianOnce() throws Exception {
        assertThat(dots(chart())).hasSize(5);
    }

    @Test
    void drawsTheSameRateAtTheSameHeight() throws Exception {
        List<double[]> dots = dots(chart());
        assertThat(dots.get(0)[1]).isEqualTo(dots.get(1)[1]);
        assertThat(dots.get(2)[1]).isLessThan(dots.get(3)[1]); // more is higher
    }

    @Test
    void drawsATenfoldBacklogAtTheSameDistanceWhereverItIs() throws Exception {
        List<double[]> dots = dots(chart());
        assertThat(dots.get(3)[0] - dots.get(2)[0])
                .isPositive()
                .isEqualTo(dots.get(4)[0] - dots.get(3)[0], within(0.2));
    }

    @Test
    void drawsASingleBacklogToo() throws Exception {
        var alone = new Backlog.Series("intake");
        alone.add(10_000, 1);
        assertThat(dots(parsed(new BacklogChart(List.of(alone)).svg())))
                .singleElement()
                .satisfies(dot -> assertThat(dot).doesNotContain(Double.NaN));
    }

    @Test
    void hasRoundNumbersAtItsSide() {
        assertThat(BacklogChart.roundedUp(150_000)).isEqualTo(200_000);
        assertThat(BacklogChart.roundedUp(200_000)).isEqualTo(200_000);
        assertThat(BacklogChart.roundedUp(850)).isEqualTo(1_000);
        assertThat(BacklogChart.roundedUp(0)).isEqualTo(1);
    }

    private Document chart() throws Exception {
        return parsed(new BacklogChart(List.of(intake, draining)).svg());
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<double[]> dots(Document svg) {
        NodeList circles = svg.getElementsByTagName("circle");
        List<double[]> dots = new ArrayList<>();
        for (int i = 0; i < circles.getLength(); i++) {
            Element circle = (Element) circles.item(i);
            dots.add(new double[] {
                Double.parseDouble(circle.getAttribute("cx")), Double.parseDouble(circle.getAttribute("cy"))
            });
        }
        return dots;
    }
}
