package dev.purereducer.commit;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Submissions for tests: each method makes a changed copy. */
record ActionCommandBuilder(ActionCommand made) {
  static ActionCommandBuilder of(String key, String reducer, String payload) {
    var json = JsonText.parse(payload.getBytes(StandardCharsets.UTF_8));
    return of(key, reducer, json);
  }

  static ActionCommandBuilder of(String key, String reducer, Json payload) {
    return new ActionCommandBuilder(new ActionCommand(
        key,
        reducer,
        UUID.randomUUID().toString(),
        null,
        null,
        null,
        null,
        null,
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        payload,
        JsonText.bytes(payload).length,
        null,
        false));
  }

  static ActionCommand add(String key, long amount) {
    return of(key, "counter", "{\"add\":" + amount + "}").made;
  }

  ActionCommandBuilder id(String id) {
    return fenced(id, made.epoch(), made.leaseId());
  }

  ActionCommandBuilder epoch(long epoch, String leaseId) {
    return fenced(made.actionId(), epoch, leaseId);
  }

  private ActionCommandBuilder fenced(String id, Long epoch, String leaseId) {
    return new ActionCommandBuilder(new ActionCommand(
        made.workflowKey(),
        made.reducer(),
        id,
        made.type(),
        made.correlationId(),
        epoch,
        leaseId,
        made.expectedVersion(),
        made.receivedAt(),
        made.payload(),
        made.payloadBytes(),
        made.traceparent(),
        made.wantsState()));
  }

  ActionCommandBuilder expecting(long version) {
    return with(version, made.wantsState());
  }

  ActionCommandBuilder wantingState() {
    return with(made.expectedVersion(), true);
  }

  private ActionCommandBuilder with(Long expectedVersion, boolean wantsState) {
    return new ActionCommandBuilder(new ActionCommand(
        made.workflowKey(),
        made.reducer(),
        made.actionId(),
        made.type(),
        made.correlationId(),
        made.epoch(),
        made.leaseId(),
        expectedVersion,
        made.receivedAt(),
        made.payload(),
        made.payloadBytes(),
        made.traceparent(),
        wantsState));
  }
}
