package io.mirrorlog.agent.queue.sqlite;

import io.mirrorlog.agent.disk.SafeFiles;
import io.mirrorlog.agent.queue.sqlite.ExceptionsTable.Span;
import io.mirrorlog.connector.JsonStrings;
import java.io.IOException;
import java.nio.file.Path;

/** What became of a store that was set aside, as a file for people and programs. */
final class SalvageReport {

    private SalvageReport() {}

    /** Safe on disk, whole or not at all. */
    static void write(Path folder, Salvaging done) throws IOException {
        SafeFiles.write(SetAside.report(folder, done.source()), json(done));
    }

    private static String json(Salvaging done) {
        var json = new StringBuilder("{\"file\":");
        JsonStrings.appendQuoted(json, done.source());
        json.append(",\"set_aside\":\"").append(Micros.instant(done.at())).append("\",\"reason\":");
        JsonStrings.appendQuoted(json, done.reason());
        json.append(",\"last_sequence\":").append(done.high());
        json.append(",\"next_sequence\":").append(done.start() + 1);
        json.append(",\"restored\":").append(done.restored());
        json.append(",\"positions_lost\":").append(done.placesLost());
        json.append(",\"history_left\":").append(done.historyLeft());
        json.append(",\"missing\":").append(done.missing().count()).append(",\"missing_sequences\":[");
        String comma = "";
        for (Span span : done.missing().named()) {
            json.append(comma)
                    .append('[')
                    .append(span.first())
                    .append(',')
                    .append(span.last())
                    .append(']');
            comma = ",";
        }
        return json.append("]}\n").toString();
    }
}
