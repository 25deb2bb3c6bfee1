package io.mirrorlog.agent.index;

import java.nio.ByteBuffer;

/**
 * What the index notes of each event: numbers, and of texts only so much that most other events can be left out. The order is
 * that of the file: whatever changes here asks for another {@link IndexFile#VERSION}.
 */
enum Column {
    SEQUENCE(Long.BYTES),
    SECOND(Long.BYTES),
    NANO(Integer.BYTES),
    LOG_ID(Long.BYTES),
    /** By its short number. */
    SITE(Short.BYTES),
    /** Type and action, by their short number. */
    KIND(Short.BYTES),
    /** From 0, the gravest, on. */
    SEVERITY(Byte.BYTES),
    /** Hashed, as the following four. */
    ID(Integer.BYTES),
    USER(Integer.BYTES),
    USER_ID(Integer.BYTES),
    NAMESPACE(Integer.BYTES),
    TITLE(Integer.BYTES),
    /** How titles begin, one text behind the other: {@link Heads}. */
    HEADS(0),
    /** What follows each other in all texts: {@link Grams}. */
    GRAMS(0);

    private final int width;

    Column(int width) {
        this.width = width;
    }

    /** Bytes that each event takes; 0 where that differs. */
    int width() {
        return width;
    }

    /** The number of one event. */
    long at(ByteBuffer bytes, int row) {
        return switch (width) {
            case Byte.BYTES -> bytes.get(row);
            case Short.BYTES -> bytes.getShort(row * width);
            case Integer.BYTES -> bytes.getInt(row * width);
            default -> bytes.getLong(row * width);
        };
    }

    /** Notes the number of one event, which fits. */
    void put(ByteBuffer bytes, int row, long number) {
        switch (width) {
            case Byte.BYTES -> bytes.put(row, (byte) number);
            case Short.BYTES -> bytes.putShort(row * width, (short) number);
            case Integer.BYTES -> bytes.putInt(row * width, (int) number);
            default -> bytes.putLong(row * width, number);
        }
    }
}
