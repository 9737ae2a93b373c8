package dev.purereducer.commit;

import dev.purereducer.commit.FoldedTurn.FoldResult;
import dev.purereducer.commit.Outcome.Precondition;
import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Reduction.Intent;
import dev.purereducer.reduce.Reduction.Rejection;
import dev.purereducer.runtime.FailureText;
import dev.purereducer.runtime.LogThrottle;
import dev.purereducer.trace.Traceparent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The fold of one turn's actions through their reducer, in order and without side effects.
 *
 * <p>The first pass is optimistic: it encodes only the last state. If that state cannot be encoded
 * or is too large, a second pass encodes the state after every action, to find the action to
 * reject. Intermediate states may therefore exceed the limit; they are never stored.
 *
 * <p>The fold stops early when its output or its duration exceeds the bounds of a turn. The
 * remaining actions then have no result.
 */
final class ActionFold {
  private static final Logger LOG = Logger.getLogger(ActionFold.class);

  /** Other workflows of the lane wait during a fold, so turns of a slow reducer must be short. */
  private static final long MAX_NANOS = 5_000_000;

  /** The array of intents, and the object of each. */
  private static final int INTENT_WRAPPERS = 2;

  private static final LogThrottle LOG_THROTTLE = new LogThrottle();

  private final Reducers reducers;
  private final FoldLimits limits;
  private final ReducerCall call;
  private final boolean validateEachState;
  private final List<FoldResult> results = new ArrayList<>();
  private final Map<String, FoldResult> byId = new HashMap<>();
  private Baseline current;
  private @Nullable String stateText;
  private long outputBytes;
  private boolean hadFailure;

  private ActionFold(FoldDependencies shared, Baseline from, boolean validateEachState) {
    this.reducers = shared.reducers();
    this.limits = shared.limits();
    this.call = shared.call();
    this.current = from;
    this.validateEachState = validateEachState;
  }

  /** The dependencies of all folds of a lane. */
  record FoldDependencies(Reducers reducers, FoldLimits limits, ReducerCall call) {}

  /** The bounds of a state, an event and the output of one turn; and the versions between snapshots. */
  record FoldLimits(
      long maxStateBytes, long maxEventBytes, long maxTurnBytes, int snapshotInterval) {
    static FoldLimits of(CommitConfig config) {
      return new FoldLimits(
          config.maxStateBytes().asLongValue(),
          config.maxEventBytes().asLongValue(),
          config.maxBatchBytes().asLongValue(),
          config.snapshotInterval());
    }
  }

  /**
   * The result of a fold.
   *
   * @param stateText the state of {@code next}; null if no action was accepted
   * @param results one per action, in order; fewer than actions if the fold stopped early
   * @param hadFailure whether an action failed, or made a state that cannot be stored
   */
  record FoldedActions(
      Baseline next, @Nullable String stateText, List<FoldResult> results, boolean hadFailure) {}

  static FoldedActions fold(FoldDependencies shared, Baseline from, List<PendingAction> actions) {
    var optimistic =
        actions.size() == 1 ? null : new ActionFold(shared, from, false).run(from, actions);
    if (optimistic != null) {
      return optimistic;
    }
    var validated = new ActionFold(shared, from, true).run(from, actions);
    return Objects.requireNonNull(
        validated, "a fold that validates each state ends in a valid one");
  }

  /** Null if the last state cannot be stored. */
  private @Nullable FoldedActions run(Baseline from, List<PendingAction> actions) {
    long startNanos = System.nanoTime();
    for (var action : actions) {
      append(action);
      if (outputBytes > limits.maxTurnBytes() || System.nanoTime() - startNanos > MAX_NANOS) {
        break;
      }
    }
    if (current == from) {
      return new FoldedActions(from, null, results, hadFailure);
    }
    var text = storableText();
    return text == null
        ? null
        : new FoldedActions(current.sized(text.length()), text, results, hadFailure);
  }

  private void append(PendingAction action) {
    outputBytes += action.bytes();
    var first = byId.get(action.actionId());
    if (first != null) {
      results.add(new FoldResult.DuplicateInTurn(action, first));
      return;
    }
    var result = foldOne(action);
    if (!(result instanceof FoldResult.FailedPrecondition)) {
      // A failed precondition is not recorded: another action with this id is judged by itself.
      byId.put(action.actionId(), result);
    }
    results.add(result);
  }

  private FoldResult foldOne(PendingAction action) {
    var command = action.command();
    var rejection = action.rejection();
    if (rejection != null) {
      return reject(action, rejection);
    }
    var failed = failedPrecondition(command);
    if (failed != null) {
      return new FoldResult.FailedPrecondition(action, current.version(), failed);
    }
    var reducer = current.isNew() ? reducers.find(command.reducer()) : current.reducer();
    if (!current.isNew() && !current.reducerName().equals(command.reducer())) {
      return reject(action, Rejections.REDUCER_MISMATCH);
    }
    if (reducer == null) {
      return reject(action, Rejections.REDUCER_UNKNOWN);
    }
    return reduce(reducer, action);
  }

  private @Nullable Precondition failedPrecondition(ActionCommand command) {
    var expected = command.expectedVersion();
    if (expected != null && !expected.allows(current.version())) {
      return Precondition.VERSION;
    }
    var epoch = command.epoch();
    var newest = current.provenance();
    if (epoch == null || newest.epoch() == null) {
      return null;
    }
    int order = epoch.compareTo(newest.epoch());
    if (order < 0) {
      return Precondition.EPOCH;
    }
    var leaseId = command.leaseId();
    boolean sameHolder =
        leaseId == null || newest.leaseId() == null || leaseId.equals(newest.leaseId());
    return order > 0 || sameHolder ? null : Precondition.LEASE;
  }

  private <S> FoldResult reduce(Reducer<S> reducer, PendingAction action) {
    call.begin(action);
    try {
      @SuppressWarnings("unchecked") // a baseline's state has the type of its reducer
      var state = current.isNew() ? reducer.initial() : (S) current.requireState();
      return switch (reducer.reduce(state, action.command().action())) {
        case Reduction.Next<S>(var next, var intents) -> accept(reducer, action, next, intents);
        case Reduction.Refused<S>(var reason) -> reject(action, reason);
      };
    } catch (Throwable e) {
      // A reducer is the user's code and may throw anything: it must not reach other actions.
      hadFailure = true;
      logFailure(action.command(), e);
      return reject(action, Rejections.REDUCER_FAILED);
    }
  }

  private static void logFailure(ActionCommand command, Throwable failure) {
    if (LOG_THROTTLE.tryAcquire()) {
      LOG.warnf(
          "reducer=%s workflow_key=%s action_id=%s trace_id=%s reducer failed: %s",
          command.reducer(),
          command.workflowKey(),
          command.actionId(),
          Traceparent.traceId(command.traceparent()),
          FailureText.of(failure));
    }
  }

  private <S> FoldResult accept(
      Reducer<S> reducer, PendingAction action, S state, List<Intent> intents) {
    Objects.requireNonNull(state, "the reducer returned no state");
    if (intents.stream().anyMatch(this::tooLarge)) {
      hadFailure = true;
      return reject(action, Rejections.EVENT_TOO_LARGE);
    }
    var intentsText = intentsText(intents);
    long version = current.version() + 1;
    var chain = HashChain.next(current.chain(), version, action.actionId(), action.actionHash());
    var provenance = current.provenance().then(action.command());
    var next =
        new Baseline(reducer, reducer.name(), version, state, chain, provenance, current.bytes());
    boolean wantsState = action.command().wantsState();
    boolean isSnapshot = version % limits.snapshotInterval() == 0;
    String text = null;
    if (wantsState || isSnapshot || validateEachState) {
      text = encode(reducer, next, wantsState);
      if (text == null) {
        hadFailure = true;
        return reject(action, Rejections.STATE_TOO_LARGE);
      }
    }
    var wantedText = wantsState ? text : null;
    var snapshotText = isSnapshot ? text : null;
    outputBytes += length(intentsText) + length(wantedText) + length(snapshotText);
    current = next;
    stateText = text;
    return new FoldResult.AcceptedAction(
        action, version, chain, intents, intentsText, wantedText, snapshotText);
  }

  private FoldResult reject(PendingAction action, Rejection reason) {
    return new FoldResult.RejectedAction(action, current.version(), reason);
  }

  /** The intents as the history keeps them, a JSON array; null if there are none. */
  private static @Nullable String intentsText(List<Intent> intents) {
    if (intents.isEmpty()) {
      return null;
    }
    List<Json> items = new ArrayList<>(intents.size());
    for (var intent : intents) {
      Map<String, Json> members = new LinkedHashMap<>();
      members.put("type", Json.of(intent.type()));
      members.put("payload", intent.payload());
      items.add(new Json.Obj(members));
    }
    return JsonText.acceptedText(new Json.Arr(items), INTENT_WRAPPERS);
  }

  /** The text of the last state; null if it cannot be encoded or is too large. */
  private @Nullable String storableText() {
    var reducer = current.reducer();
    if (stateText != null || reducer == null) {
      return stateText;
    }
    try {
      return encode(reducer, current, false);
    } catch (Throwable _) {
      // The second pass finds the action at fault, and logs it.
      return null;
    }
  }

  /** Judged before the payload is encoded, so that a failing reducer costs the lane little. */
  private boolean tooLarge(Intent intent) {
    return JsonText.minChars(intent.payload()) > limits.maxEventBytes();
  }

  private boolean tooLarge(String text) {
    long limit = limits.maxStateBytes();
    // A char has at most three bytes in UTF-8, so most texts need no encoding to be measured.
    return text.length() * 3L > limit && text.getBytes(StandardCharsets.UTF_8).length > limit;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** The text of the state, in the order of a response if it is for one; null if too large. */
  @SuppressWarnings("unchecked") // a baseline's state has the type of its reducer
  private <S> @Nullable String encode(Reducer<S> reducer, Baseline baseline, boolean forResponse) {
    var state = reducer.codec().encode((S) baseline.requireState());
    if (JsonText.minChars(state) > limits.maxStateBytes()) {
      return null;
    }
    var text = forResponse ? JsonText.acceptedStateText(state) : JsonText.acceptedText(state, 0);
    return tooLarge(text) ? null : text;
  }
}
