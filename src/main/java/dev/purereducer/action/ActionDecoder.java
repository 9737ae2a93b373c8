package dev.purereducer.action;

import static dev.purereducer.problem.ProblemType.MALFORMED_ACTION;
import static dev.purereducer.problem.ProblemType.UNKNOWN_REDUCER;

import dev.purereducer.commit.Submission;
import dev.purereducer.json.BadJson;
import dev.purereducer.json.JsonText;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to submissions. Whatever passes here can be committed: known reducer, keys and ids that fit
 * the store, a payload that jsonb takes.
 */
@ApplicationScoped
public class ActionDecoder {
  private final Reducers reducers;
  private final ActionLimits limits;

  public ActionDecoder(Reducers reducers, ActionConfig config) {
    this.reducers = reducers;
    this.limits = ActionLimits.of(config);
  }

  /** Reads one action in plain JSON. */
  Decoded decode(byte[] utf8, Aside aside) {
    return reading(aside, () -> {
      limits.checkSize(utf8.length);
      return submission(Envelope.of(JsonText.parse(utf8)), aside, utf8.length);
    });
  }

  /** The same for an action that is already parsed, of {@code bytes} bytes. */
  public Decoded decode(Json json, int bytes, Aside aside) {
    return reading(aside, () -> {
      limits.checkSize(bytes);
      return submission(Envelope.of(json), aside, bytes);
    });
  }

  /** Reads an action that travels as a CloudEvent, in its structured form. */
  Decoded decodeCloudEvent(byte[] utf8, Aside aside) {
    return reading(aside, () -> {
      limits.checkSize(utf8.length);
      return submission(CloudEvents.structured(JsonText.parse(utf8)), aside, utf8.length);
    });
  }

  /** Reads an action that travels as a CloudEvent, in its binary form. */
  Decoded decodeCloudEvent(byte[] data, CloudEvents.Attributes attributes, Aside aside) {
    return reading(aside, () -> {
      limits.checkSize(data.length);
      return submission(CloudEvents.binary(JsonText.parse(data), attributes), aside, data.length);
    });
  }

  private static Decoded reading(Aside aside, Supplier<Submission> read) {
    try {
      return new Decoded.Taken(read.get());
    } catch (ProblemException e) {
      return new Decoded.Refused(e.problem().with("correlation_id", aside.correlationId()));
    } catch (BadJson e) {
      return new Decoded.Refused(Problem.of(MALFORMED_ACTION, e.getMessage())
          .with("correlation_id", aside.correlationId()));
    }
  }

  private Submission submission(Envelope envelope, Aside aside, int bytes) {
    var key = agreed("workflow_key", envelope.workflowKey(), aside.workflowKey());
    if (key == null) {
      throw Envelope.malformed("the action names no workflow_key");
    }
    var id = Texts.id("action_id", agreed("action_id", envelope.actionId(), aside.actionId()));
    var correlationId = Texts.id("correlation_id", envelope.correlationId());
    return new Submission(
        limits.checkedKey(Texts.workflowKey(key)),
        knownReducer(envelope.reducer()),
        id == null ? UUID.randomUUID().toString() : id,
        Texts.id("type", envelope.type()),
        correlationId == null ? aside.correlationId() : correlationId,
        envelope.epoch(),
        Texts.id("lease_id", envelope.leaseId()),
        agreed("expected_version", envelope.expectedVersion(), aside.expectedVersion()),
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        limits.checked(payload(envelope.payload())),
        bytes,
        aside.traceparent(),
        aside.wantsState());
  }

  private String knownReducer(@Nullable String name) {
    if (name == null) {
      throw Envelope.malformed("the action names no reducer");
    }
    if (reducers.find(name) == null) {
      throw new ProblemException(Problem.of(
          UNKNOWN_REDUCER,
          "the reducers of this service are " + String.join(", ", reducers.names())));
    }
    return name;
  }

  private static Json payload(@Nullable Json payload) {
    if (payload == null) {
      throw Envelope.malformed("the action has no payload");
    }
    return payload;
  }

  /** What is said inside, outside, or both; they must not differ. */
  private static <T> @Nullable T agreed(String member, @Nullable T inside, @Nullable T outside) {
    if (inside != null && outside != null && !Objects.equals(inside, outside)) {
      throw Envelope.malformed(
          member + " is given twice, inside the action and outside of it, and differs");
    }
    return inside == null ? outside : inside;
  }
}
