package io.mirrorlog.agent.redact;

import io.mirrorlog.agent.filter.MetadataPath;
import io.mirrorlog.connector.JsonStrings;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows of IP addresses their networks. A string may hold one, or several with commas between them, each with a port or
 * without; anything else that stands there is masked, as it may be anything.
 */
final class TruncatingIp implements Treatment {

    @Override
    public String applied(String json, HiddenTexts hidden) {
        return switch (json.charAt(0)) {
            case 'n' -> json;
            case '[' -> MetadataPath.changedItems(json, item -> applied(item, hidden));
            case '"' -> JsonStrings.quote(truncated(JsonStrings.unquote(json), hidden));
            default -> {
                hidden.addAll(json, MASKED);
                yield JsonStrings.quote(MASKED);
            }
        };
    }

    private static String truncated(String addresses, HiddenTexts hidden) {
        List<IpAddress> all = new ArrayList<>();
        for (String part : addresses.split(",", -1)) {
            IpAddress address = IpAddress.read(part.strip());
            if (address == null) {
                hidden.add(addresses, MASKED);
                return MASKED;
            }
            all.add(address);
        }
        String networks = String.join(", ", all.stream().map(IpAddress::network).toList());
        hidden.add(addresses, networks);
        all.forEach(address -> address.spellings().forEach(text -> hidden.add(text, address.network())));
        return networks;
    }
}
