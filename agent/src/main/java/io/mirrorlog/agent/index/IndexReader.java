package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** One read-only connection to the index. One thread at a time; each column is one short read transaction. */
final class IndexReader implements AutoCloseable {

    private static final int CACHE_KIB = 512;

    private final Connection connection;
    private final PreparedStatement column;

    IndexReader(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(1_000);
        config.setCacheSize(-CACHE_KIB);
        connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
        column = connection.prepareStatement("SELECT bytes FROM columns WHERE id = ?");
    }

    /** A block whose columns are read when somebody looks at them, each once; as long as this reader is his. */
    Block block(Span span) {
        return new Filed(span);
    }

    private final class Filed implements Block {

        private final Span span;
        private final Map<Column, ByteBuffer> read = new EnumMap<>(Column.class);

        Filed(Span span) {
            this.span = span;
        }

        @Override
        public Span span() {
            return span;
        }

        @Override
        public ByteBuffer column(Column wanted) {
            return read.computeIfAbsent(wanted, missing -> read(span, missing));
        }
    }

    private ByteBuffer read(Span span, Column wanted) {
        try {
            column.setLong(1, Seal.id(span, wanted));
            try (ResultSet row = column.executeQuery()) {
                if (!row.next()) {
                    throw new MissingBlockException();
                }
                return Seal.open(row.getBytes(1), span, wanted);
            }
        } catch (SQLException e) {
            throw new IndexException("it cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
