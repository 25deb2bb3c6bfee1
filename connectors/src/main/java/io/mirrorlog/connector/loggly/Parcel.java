package io.mirrorlog.connector.loggly;

import io.mirrorlog.connector.Entry;
import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes into one request: entries with the same tags, within what Loggly takes at once. */
final class Parcel {

    /** What Loggly takes in one request, in bytes. */
    static final int LARGEST = 5_000_000;

    /** A delivery is at most so many requests, each of which may take the whole timeout. */
    static final int MOST = 8;

    private final String tags;
    private final List<Entry> entries = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Parcel(String tags) {
        this.tags = tags;
    }

    /**
     * The first of the entries, in so many parcels as one delivery has. The tags of a request are those of all its events,
     * so sites that take turns would have a request for each event if only neighbours shared one.
     *
     * @return none where already the first entry has no line
     */
    static List<Parcel> of(List<Entry> entries, Tags tags, Lines lines, ZoneId zone) {
        List<Parcel> parcels = new ArrayList<>();
        Map<String, Parcel> open = new LinkedHashMap<>();
        for (Entry entry : entries) {
            byte[] line = lines.of(entry);
            if (line == null) {
                break;
            }
            String own = tags.of(entry, zone);
            Parcel parcel = open.get(own);
            if (parcel == null || parcel.body.size() + line.length > LARGEST) {
                if (parcels.size() == MOST) {
                    break;
                }
                parcel = new Parcel(own);
                parcels.add(parcel);
                open.put(own, parcel);
            }
            parcel.entries.add(entry);
            parcel.body.writeBytes(line);
        }
        return parcels;
    }

    /** Separated by commas; empty when there are none. */
    String tags() {
        return tags;
    }

    List<Entry> entries() {
        return entries;
    }

    byte[] body() {
        return body.toByteArray();
    }
}
