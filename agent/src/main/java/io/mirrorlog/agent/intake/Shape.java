package io.mirrorlog.agent.intake;

import io.mirrorlog.agent.json.RawObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The forms in which sites tell events, in the order in which they are recognised by their keys. */
enum Shape {
    /** Wikimedia's Event Platform: an event with a schema, for a stream. */
    EVENTGATE {
        @Override
        boolean fits(RawObject object) {
            RawObject meta = object.find("$schema") == null ? null : object.object("meta");
            return meta != null && meta.find("stream") != null;
        }

        @Override
        Draft read(RawObject object) throws BadEvent {
            return EventGateShape.read(object);
        }
    },
    /** WP Activity Log's own keys. */
    WSAL {
        @Override
        boolean fits(RawObject object) {
            return object.find("Code") != null && (object.find("Severity") != null || object.find("EventType") != null);
        }

        @Override
        Draft read(RawObject object) throws BadEvent {
            return WsalShape.read(object);
        }
    },
    /** An entry of a MediaWiki's log, as {@code list=logevents} returns it. */
    LOGEVENTS {
        @Override
        boolean fits(RawObject object) {
            return LogeventsShape.fits(object);
        }

        @Override
        Draft read(RawObject object) throws BadEvent {
            return LogeventsShape.read(object);
        }
    },
    /** Mirrorlog's own. */
    NATIVE {
        @Override
        boolean fits(RawObject object) {
            return true; // so that an event of no known shape is told what the simplest one lacks
        }

        @Override
        Draft read(RawObject object) throws BadEvent {
            return NativeShape.read(object);
        }
    };

    abstract boolean fits(RawObject object);

    /** Reads an event of this shape; nothing of it is dropped. */
    abstract Draft read(RawObject object) throws BadEvent;

    static Shape of(RawObject object) {
        for (Shape shape : values()) {
            if (shape.fits(object)) {
                return shape;
            }
        }
        throw new IllegalStateException("the last shape fits everything");
    }

    /** The shape that {@code ?as=NAME} forces. */
    static Optional<Shape> named(String name) {
        return Arrays.stream(values())
                .filter(shape -> shape.word().equals(name))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Shape::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
