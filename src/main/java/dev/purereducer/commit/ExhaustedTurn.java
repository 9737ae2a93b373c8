package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import java.time.Instant;
import java.util.List;

/** A turn that lost every race: its events in order, and the actions it leaves behind. */
record ExhaustedTurn(
    String workflowKey,
    int attempts,
    List<PendingAction> entries,
    List<OutboxEvent> events,
    Instant at) {}
