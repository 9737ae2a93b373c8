package dev.purereducer.commit;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Submissions for tests: each method makes a changed copy. */
record Submissions(Submission made) {
  static Submissions of(String key, String reducer, String payload) {
    var json = JsonText.parse(payload.getBytes(StandardCharsets.UTF_8));
    return of(key, reducer, json);
  }

  static Submissions of(String key, String reducer, Json payload) {
    return new Submissions(new Submission(
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

  static Submission add(String key, long amount) {
    return of(key, "counter", "{\"add\":" + amount + "}").made;
  }

  Submissions id(String id) {
    return fenced(id, made.epoch(), made.leaseId());
  }

  Submissions epoch(long epoch, String leaseId) {
    return fenced(made.actionId(), epoch, leaseId);
  }

  private Submissions fenced(String id, Long epoch, String leaseId) {
    return new Submissions(new Submission(
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

  Submissions expecting(long version) {
    return with(version, made.wantsState());
  }

  Submissions wantingState() {
    return with(made.expectedVersion(), true);
  }

  private Submissions with(Long expectedVersion, boolean wantsState) {
    return new Submissions(new Submission(
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
