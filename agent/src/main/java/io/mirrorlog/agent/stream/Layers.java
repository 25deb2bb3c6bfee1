package io.mirrorlog.agent.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The entries of one configuration of streams. */
final class Layers {

    /** By the names of streams and the titles of schemas, which hardly ever meet. */
    private final Map<String, Layer> named = new HashMap<>();

    private final List<Layer> patterns = new ArrayList<>();

    Layers(Map<String, StreamOptions> entries) {
        entries.forEach((text, options) -> {
            var layer = new Layer(text, options);
            if (layer.key().pattern() != null) {
                patterns.add(layer);
            } else {
                named.put(text, layer);
            }
        });
    }

    /** Adds those that concern an event, the most specific first: the stream's, the first expression's, the schema's. */
    void addTo(List<Layer> found, String stream, String title) {
        Layer own = named.get(stream);
        if (own != null) {
            found.add(own);
        }
        for (Layer layer : patterns) {
            Pattern pattern = layer.key().pattern();
            if (pattern != null && pattern.matcher(stream).find()) {
                found.add(layer);
                break;
            }
        }
        Layer ofSchema = named.get(title);
        if (ofSchema != null && ofSchema != own) {
            found.add(ofSchema);
        }
    }

    /** What each entry with a sample has counted, by what the user has written for it. */
    void addSampledTo(Map<String, Sampled> counts) {
        List<Layer> all = new ArrayList<>(patterns);
        all.addAll(named.values());
        for (Layer layer : all) {
            Sampling sampling = layer.sampling();
            if (sampling != null) {
                counts.merge(layer.key().text(), sampling.counts(), Sampled::plus);
            }
        }
    }
}
