package io.mirrorlog.agent.delivery;

import io.mirrorlog.agent.queue.Receipt;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a request.
 *
 * @param receipts one for each event, in order
 * @param delivered for each connection that is written to directly, by its name: whether it has every one of the events,
 *     by this request
 */
public record DirectReceipt(List<Receipt> receipts, Map<String, Boolean> delivered) {

    public DirectReceipt {
        receipts = List.copyOf(receipts);
        delivered = Collections.unmodifiableMap(new LinkedHashMap<>(delivered));
    }
}
