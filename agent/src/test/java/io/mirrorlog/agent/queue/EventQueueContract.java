package io.mirrorlog.agent.queue;

import org.junit.jupiter.api.Nested;

/** What every store of the queue must do, topic by topic: a store's test that extends this runs all of them. */
public abstract class EventQueueContract {

    protected final FakeClock clock = new FakeClock();

    /** The store of this test, with what an earlier queue left in it; repetitions are known for 24 hours. */
    protected abstract EventQueue open();

    @Nested
    class Takes extends IncomingContract {
        Takes() {
            super(EventQueueContract.this);
        }
    }

    @Nested
    class Offers extends OfferContract {
        Offers() {
            super(EventQueueContract.this);
        }
    }

    @Nested
    class SettlesAhead extends AheadContract {
        SettlesAhead() {
            super(EventQueueContract.this);
        }
    }

    @Nested
    class SettlesWhatWasDirect extends DirectContract {
        SettlesWhatWasDirect() {
            super(EventQueueContract.this);
        }
    }

    @Nested
    class PutsAside extends AsideContract {
        PutsAside() {
            super(EventQueueContract.this);
        }
    }

    @Nested
    class KnowsConnections extends ConnectionContract {
        KnowsConnections() {
            super(EventQueueContract.this);
        }
    }

    @Nested
    class Retains extends RetentionContract {
        Retains() {
            super(EventQueueContract.this);
        }
    }
}
