package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.MALFORMED_ACTION;
import static dev.purereducer.http.ProblemType.UNKNOWN_REDUCER;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.json.InvalidJsonException;
import dev.purereducer.json.JsonText;
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
  DecodedAction decode(byte[] utf8, TransportMetadata aside) {
    return reading(aside, () -> {
      limits.checkSize(utf8.length);
      return submission(ActionEnvelope.of(JsonText.parse(utf8)), aside, utf8.length);
    });
  }

  /** The same for an action that is already parsed, of {@code bytes} bytes. */
  public DecodedAction decode(Json json, int bytes, TransportMetadata aside) {
    return reading(aside, () -> {
      limits.checkSize(bytes);
      return submission(ActionEnvelope.of(json), aside, bytes);
    });
  }

  /** Reads an action that travels as a CloudEvent, in its structured form. */
  DecodedAction decodeCloudEvent(byte[] utf8, TransportMetadata aside) {
    return reading(aside, () -> {
      limits.checkSize(utf8.length);
      return submission(CloudEventReader.structured(JsonText.parse(utf8)), aside, utf8.length);
    });
  }

  /** Reads an action that travels as a CloudEvent, in its binary form. */
  DecodedAction decodeCloudEvent(
      byte[] data, CloudEventReader.Attributes attributes, TransportMetadata aside) {
    return reading(aside, () -> {
      limits.checkSize(data.length);
      return submission(
          CloudEventReader.binary(JsonText.parse(data), attributes), aside, data.length);
    });
  }

  private static DecodedAction reading(TransportMetadata aside, Supplier<ActionCommand> read) {
    try {
      return new DecodedAction.Valid(read.get());
    } catch (ProblemException e) {
      return new DecodedAction.Invalid(e.problem().with("correlation_id", aside.correlationId()));
    } catch (InvalidJsonException e) {
      return new DecodedAction.Invalid(Problem.of(MALFORMED_ACTION, e.getMessage())
          .with("correlation_id", aside.correlationId()));
    }
  }

  private ActionCommand submission(ActionEnvelope envelope, TransportMetadata aside, int bytes) {
    var key = requireConsistent("workflow_key", envelope.workflowKey(), aside.workflowKey());
    if (key == null) {
      throw ActionEnvelope.malformed("the action names no workflow_key");
    }
    var id = Identifiers.id(
        "action_id", requireConsistent("action_id", envelope.actionId(), aside.actionId()));
    var correlationId = Identifiers.id("correlation_id", envelope.correlationId());
    return new ActionCommand(
        limits.checkedKey(Identifiers.workflowKey(key)),
        knownReducer(envelope.reducer()),
        id == null ? UUID.randomUUID().toString() : id,
        Identifiers.id("type", envelope.type()),
        correlationId == null ? aside.correlationId() : correlationId,
        envelope.epoch(),
        Identifiers.id("lease_id", envelope.leaseId()),
        requireConsistent("expected_version", envelope.expectedVersion(), aside.expectedVersion()),
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        limits.checked(payload(envelope.payload())),
        bytes,
        aside.traceparent(),
        aside.wantsState());
  }

  private String knownReducer(@Nullable String name) {
    if (name == null) {
      throw ActionEnvelope.malformed("the action names no reducer");
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
      throw ActionEnvelope.malformed("the action has no payload");
    }
    return payload;
  }

  /** What is said inside, outside, or both; they must not differ. */
  private static <T> @Nullable T requireConsistent(
      String member, @Nullable T inside, @Nullable T outside) {
    if (inside != null && outside != null && !Objects.equals(inside, outside)) {
      throw ActionEnvelope.malformed(
          member + " is given twice, inside the action and outside of it, and differs");
    }
    return inside == null ? outside : inside;
  }
}
