package io.mirrorlog.bench;

import java.util.Arrays;
import java.util.Collection;

/** Several values of the same thing in short. */
record Spread(double median, double least, double most) {

    /** @throws IllegalArgumentException when there is no value */
    static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no value, no spread");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
