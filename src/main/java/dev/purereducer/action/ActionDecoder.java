package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_WORKFLOW_KEY;
import static dev.purereducer.http.ProblemType.MALFORMED_ACTION;
import static dev.purereducer.http.ProblemType.REDUCER_VERSION_UNAVAILABLE;
import static dev.purereducer.http.ProblemType.TOO_LARGE;
import static dev.purereducer.http.ProblemType.UNKNOWN_REDUCER;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.DeployedReducers;
import dev.purereducer.commit.VersionCondition;
import dev.purereducer.database.DatabaseClock;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.json.ValueLimits;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and validates actions. A decoded action can be committed: its reducer exists, its key and
 * ids fit the database, and its payload fits {@code jsonb}.
 */
@ApplicationScoped
public class ActionDecoder {
  /** The result of decoding an action. */
  public sealed interface DecodedAction {
    record Valid(ActionCommand command) implements DecodedAction {}

    /** {@code command} is the action if it lacks nothing but its reducer, which is not here. */
    record Invalid(Problem problem, @Nullable ActionCommand command) implements DecodedAction {
      public Invalid(Problem problem) {
        this(problem, null);
      }
    }
  }

  private final Reducers reducers;
  private final Predicate<String> isElsewhere;
  private final ActionLimits limits;
  private final InstantSource clock;

  @Inject
  ActionDecoder(
      Reducers reducers, DeployedReducers deployed, ActionConfig config, DatabaseClock clock) {
    this(reducers, deployed::areElsewhere, config, clock::now);
  }

  /** {@code isElsewhere} tells whether another instance has a reducer of that name. */
  public ActionDecoder(
      Reducers reducers, Predicate<String> isElsewhere, ActionConfig config, InstantSource clock) {
    this.clock = clock;
    this.reducers = reducers;
    this.isElsewhere = isElsewhere;
    this.limits = ActionLimits.of(config);
  }

  /** Decodes an action in plain JSON. */
  DecodedAction decode(byte[] utf8, TransportMetadata metadata) {
    return decoding(metadata, () -> {
      limits.checkSize(utf8.length);
      var envelope = sent(ActionEnvelope.of(JsonText.parse(utf8)), metadata);
      return toCommand(envelope, metadata, utf8.length);
    });
  }

  /** Decodes an action that is already parsed; {@code bytes} is the size of its text. */
  DecodedAction decode(Json json, int bytes, TransportMetadata metadata) {
    return decoding(metadata, () -> {
      limits.checkSize(bytes);
      return toCommand(sent(ActionEnvelope.of(json), metadata), metadata, bytes);
    });
  }

  /** Decodes a stored action, whose known id may be a derived one. */
  public DecodedAction decodeStored(Json json, int bytes, TransportMetadata metadata) {
    return decoding(metadata, () -> {
      limits.checkSize(bytes);
      var envelope = ActionEnvelope.of(json);
      return toCommand(
          metadata.actionId() == null ? sent(envelope, metadata) : envelope, metadata, bytes);
    });
  }

  /** Decodes a CloudEvent in structured mode. */
  DecodedAction decodeCloudEvent(byte[] utf8, TransportMetadata metadata) {
    return decoding(metadata, () -> {
      limits.checkSize(utf8.length);
      return toCommand(CloudEventReader.structured(JsonText.parse(utf8)), metadata, utf8.length);
    });
  }

  /** Decodes a CloudEvent in binary mode. */
  DecodedAction decodeCloudEvent(
      byte[] data, CloudEventReader.Attributes attributes, TransportMetadata metadata) {
    return decoding(metadata, () -> {
      limits.checkSize(data.length);
      return toCommand(
          CloudEventReader.binary(JsonText.parse(data), attributes), metadata, data.length);
    });
  }

  private DecodedAction decoding(TransportMetadata metadata, Supplier<ActionCommand> decode) {
    try {
      var command = decode.get();
      var problem = reducerProblem(command.reducer());
      return problem == null
          ? new DecodedAction.Valid(command)
          : new DecodedAction.Invalid(
              problem.with("correlation_id", command.correlationId()), command);
    } catch (ProblemException e) {
      return new DecodedAction.Invalid(
          e.problem().with("correlation_id", metadata.correlationId()));
    } catch (InvalidJsonException e) {
      return new DecodedAction.Invalid(Problem.of(MALFORMED_ACTION, String.valueOf(e.getMessage()))
          .with("correlation_id", metadata.correlationId()));
    }
  }

  /** The envelope, unless it claims an id that only the service can derive. */
  private static ActionEnvelope sent(ActionEnvelope envelope, TransportMetadata metadata) {
    if (DerivedIds.isDerived(envelope.actionId()) || DerivedIds.isDerived(metadata.actionId())) {
      throw ActionEnvelope.malformed(
          "action_id must not begin with ~, which marks the ids that the service derives");
    }
    return envelope;
  }

  private ActionCommand toCommand(ActionEnvelope envelope, TransportMetadata metadata, int bytes) {
    var key = requireConsistent("workflow_key", envelope.workflowKey(), metadata.workflowKey());
    if (key == null) {
      throw ActionEnvelope.malformed("the action has no workflow_key");
    }
    var id = Identifiers.id(
        "action_id", requireConsistent("action_id", envelope.actionId(), metadata.actionId()));
    var correlationId = Identifiers.id("correlation_id", envelope.correlationId());
    return new ActionCommand(
        limits.checkedKey(Identifiers.workflowKey(key)),
        requireReducerName(envelope.reducer()),
        id == null ? metadata.newActionId().get() : id,
        Identifiers.id("type", envelope.type()),
        correlationId == null ? metadata.correlationId() : correlationId,
        envelope.epoch(),
        Identifiers.id("lease_id", envelope.leaseId()),
        expectedVersion(envelope.expectedVersion(), metadata.expectedVersion()),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        limits.checkedPayload(requirePayload(envelope.payload())),
        bytes,
        metadata.traceparent(),
        metadata.origin(),
        metadata.wantsState());
  }

  private static String requireReducerName(@Nullable String name) {
    if (name == null) {
      throw ActionEnvelope.malformed("the action has no reducer");
    }
    return Identifiers.requireId("reducer", name);
  }

  private @Nullable Problem reducerProblem(String name) {
    if (reducers.find(name) != null) {
      return null;
    }
    return isElsewhere.test(name)
        ? Problem.of(REDUCER_VERSION_UNAVAILABLE, "another instance has this reducer; retry later")
        : Problem.of(
            UNKNOWN_REDUCER,
            "the reducers of this service are " + String.join(", ", reducers.names()));
  }

  private static Json requirePayload(@Nullable Json payload) {
    if (payload == null) {
      throw ActionEnvelope.malformed("the action has no payload");
    }
    return payload;
  }

  /** The condition of the action and of its headers; both must hold. */
  private static @Nullable VersionCondition expectedVersion(
      @Nullable VersionCondition fromAction, @Nullable VersionCondition fromTransport) {
    if (fromAction == null || fromTransport == null) {
      return fromAction == null ? fromTransport : fromAction;
    }
    var both = fromAction.and(fromTransport);
    if (both.isImpossible()) {
      throw ActionEnvelope.malformed("expected_version contradicts If-Match or If-None-Match");
    }
    return both;
  }

  /** The value from the action, from the transport, or from both if they are equal. */
  private static <T> @Nullable T requireConsistent(
      String member, @Nullable T fromAction, @Nullable T fromTransport) {
    if (fromAction != null && fromTransport != null && !fromAction.equals(fromTransport)) {
      throw ActionEnvelope.malformed(
          member + " differs between the action and its header, path or record key");
    }
    return fromAction == null ? fromTransport : fromAction;
  }

  /**
   * Metadata of an action outside of its JSON: from the path, headers, or the key of a record.
   *
   * @param workflowKey from the path or the record's key
   * @param actionId from {@code Idempotency-Key} or {@code ce_id}
   * @param expectedVersion from {@code If-Match} and {@code If-None-Match}
   * @param correlationId used if the action's JSON has none
   * @param traceparent W3C trace context
   * @param wantsState whether the reply should include the state after this action
   * @param newActionId the id of an action that has none
   */
  public record TransportMetadata(
      @Nullable String workflowKey,
      @Nullable String actionId,
      @Nullable VersionCondition expectedVersion,
      @Nullable String correlationId,
      @Nullable String traceparent,
      ActionOrigin origin,
      boolean wantsState,
      Supplier<String> newActionId) {
    static final Supplier<String> RANDOM_ID = () -> UUID.randomUUID().toString();

    /** Metadata with a workflow key and an action id, if known. */
    public static TransportMetadata of(
        @Nullable String workflowKey, @Nullable String actionId, ActionOrigin origin) {
      return new TransportMetadata(
          workflowKey, actionId, null, null, null, origin, false, RANDOM_ID);
    }
  }

  /** Configured limits of actions, at or below the fixed limits of the decoders. */
  record ActionLimits(long maxBytes, int maxKeyChars, ValueLimits values) {
    static ActionLimits of(ActionConfig config) {
      return new ActionLimits(
          config.maxBytes().asLongValue(),
          config.maxKeyChars(),
          new ValueLimits(config.maxDepth(), config.maxNumberDigits()));
    }

    void checkSize(int bytes) {
      if (bytes > maxBytes) {
        throw new ProblemException(
            Problem.of(TOO_LARGE, "an action may have at most " + maxBytes + " bytes"));
      }
    }

    String checkedKey(String workflowKey) {
      if (workflowKey.length() > maxKeyChars) {
        throw new ProblemException(Problem.of(
            BAD_WORKFLOW_KEY, "the workflow key has more than " + maxKeyChars + " characters"));
      }
      return workflowKey;
    }

    /** The payload, checked on its stored form. */
    Json checkedPayload(Json payload) {
      var fault = values.fault(payload);
      if (fault != null) {
        throw ActionEnvelope.malformed("payload: " + fault);
      }
      return payload;
    }
  }
}
