package dev.purereducer.commit;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Builder of commands for tests; each method returns a changed copy. */
public record ActionCommandBuilder(ActionCommand build) {
  public static ActionCommandBuilder of(String key, String reducer, String payload) {
    var json = JsonText.parse(payload.getBytes(StandardCharsets.UTF_8));
    return of(key, reducer, json);
  }

  public static ActionCommandBuilder of(String key, String reducer, Json payload) {
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
        ActionOrigin.KAFKA,
        false));
  }

  public static ActionCommand add(String key, long amount) {
    return of(key, "counter", "{\"add\":" + amount + "}").build;
  }

  ActionCommandBuilder id(String id) {
    return fenced(id, build.epoch(), build.leaseId());
  }

  ActionCommandBuilder epoch(long epoch, String leaseId) {
    return fenced(build.actionId(), epoch, leaseId);
  }

  private ActionCommandBuilder fenced(String id, Long epoch, String leaseId) {
    return new ActionCommandBuilder(new ActionCommand(
        build.workflowKey(),
        build.reducer(),
        id,
        build.type(),
        build.correlationId(),
        epoch,
        leaseId,
        build.expectedVersion(),
        build.receivedAt(),
        build.payload(),
        build.payloadBytes(),
        build.traceparent(),
        build.origin(),
        build.wantsState()));
  }

  ActionCommandBuilder expecting(long version) {
    return with(VersionCondition.at(version), build.wantsState());
  }

  ActionCommandBuilder wantingState() {
    return with(build.expectedVersion(), true);
  }

  private ActionCommandBuilder with(VersionCondition expectedVersion, boolean wantsState) {
    return new ActionCommandBuilder(new ActionCommand(
        build.workflowKey(),
        build.reducer(),
        build.actionId(),
        build.type(),
        build.correlationId(),
        build.epoch(),
        build.leaseId(),
        expectedVersion,
        build.receivedAt(),
        build.payload(),
        build.payloadBytes(),
        build.traceparent(),
        build.origin(),
        wantsState));
  }
}
