package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Precondition;
import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Intent;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Rejection;
import dev.purereducer.runtime.LogThrottle;
import dev.purereducer.trace.Traceparent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Folds the actions of one turn through their reducer, in order, and writes nothing.
 *
 * <p>The state becomes text once a turn. Only when that text cannot be made or is too large, the
 * turn is folded again {@code careful}ly, with a text after every action, to find the one to refuse.
 * So a state that is too large is refused where it would be stored, which is at the end of a turn.
 *
 * <p>It stops early when what it makes grows too large for one turn, or takes too long: the actions
 * that are left have no verdict then.
 */
final class ActionFold {
  private static final Logger LOG = Logger.getLogger(ActionFold.class);

  /** The others of the lane wait meanwhile: a slow reducer gets a turn of few actions. */
  private static final long MAX_NANOS = 5_000_000;

  private static final LogThrottle LOG_THROTTLE = new LogThrottle();

  private final Reducers reducers;
  private final FoldLimits limits;
  private final boolean validateEachState;
  private final List<FoldResult> results = new ArrayList<>();
  private final Map<String, FoldResult> byId = new HashMap<>();
  private Baseline current;
  private @Nullable String stateText;
  private long madeBytes;
  private boolean hadFailure;

  private ActionFold(Reducers reducers, FoldLimits limits, Baseline from, boolean careful) {
    this.reducers = reducers;
    this.limits = limits;
    this.current = from;
    this.validateEachState = careful;
  }

  /**
   * What the actions come to, one after another, from this baseline.
   *
   * @param verdicts of the first actions: of all, unless the turn got too large
   * @param troubled whether an action failed, or made a state that cannot be stored
   */
  record FoldedActions(
      Baseline next, @Nullable String stateText, List<FoldResult> results, boolean hadFailure) {}

  static FoldedActions fold(
      Reducers reducers, FoldLimits limits, Baseline from, List<PendingAction> entries) {
    var quick = entries.size() == 1
        ? null
        : new ActionFold(reducers, limits, from, false).run(from, entries);
    if (quick != null) {
      return quick;
    }
    var careful = new ActionFold(reducers, limits, from, true).run(from, entries);
    return Objects.requireNonNull(careful, "every state of a careful fold can be stored");
  }

  /** Null when the last state makes no text that can be stored. */
  private @Nullable FoldedActions run(Baseline from, List<PendingAction> entries) {
    long startNanos = System.nanoTime();
    for (var entry : entries) {
      append(entry);
      if (madeBytes > limits.maxTurnBytes() || System.nanoTime() - startNanos > MAX_NANOS) {
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

  private void append(PendingAction entry) {
    madeBytes += entry.bytes();
    var first = byId.get(entry.actionId());
    if (first != null) {
      results.add(new FoldResult.DuplicateInTurn(entry, first));
      return;
    }
    var verdict = foldOne(entry);
    byId.put(entry.actionId(), verdict);
    results.add(verdict);
  }

  private FoldResult foldOne(PendingAction entry) {
    var submission = entry.command();
    var refusal = entry.rejection();
    if (refusal != null) {
      return reject(entry, refusal);
    }
    var failed = failedPrecondition(submission);
    if (failed != null) {
      return new FoldResult.FailedPrecondition(entry, current.version(), failed);
    }
    var reducer = current.isNew() ? reducers.find(submission.reducer()) : current.reducer();
    if (!current.isNew() && !current.reducerName().equals(submission.reducer())) {
      return reject(entry, Rejections.REDUCER_MISMATCH);
    }
    if (reducer == null) {
      return reject(entry, Rejections.REDUCER_UNKNOWN);
    }
    return reduce(reducer, entry);
  }

  private @Nullable Precondition failedPrecondition(ActionCommand submission) {
    var expected = submission.expectedVersion();
    if (expected != null && expected != current.version()) {
      return Precondition.VERSION;
    }
    var newest = current.provenance();
    if (submission.epoch() == null || newest.epoch() == null) {
      return null;
    }
    int order = submission.epoch().compareTo(newest.epoch());
    if (order < 0) {
      return Precondition.EPOCH;
    }
    boolean sameHolder = submission.leaseId() == null
        || newest.leaseId() == null
        || submission.leaseId().equals(newest.leaseId());
    return order > 0 || sameHolder ? null : Precondition.LEASE;
  }

  private <S> FoldResult reduce(Reducer<S> reducer, PendingAction entry) {
    try {
      @SuppressWarnings("unchecked") // a baseline's state is of the type its reducer made
      var state = current.isNew() ? reducer.initial() : (S) current.state();
      return switch (reducer.reduce(state, entry.command().action())) {
        case Reduction.Next<S>(var next, var intents) -> accept(reducer, entry, next, intents);
        case Reduction.Refused<S>(var why) -> reject(entry, why);
      };
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever a reducer does wrong ends here, as the refusal of this one action.
      if (LOG_THROTTLE.tryAcquire()) {
        LOG.warnf(
            "reducer=%s workflow_key=%s action_id=%s trace_id=%s failed: %s",
            reducer.name(),
            entry.command().workflowKey(),
            entry.actionId(),
            Traceparent.traceId(entry.command().traceparent()),
            e);
      }
      hadFailure = true;
      return reject(entry, Rejections.REDUCER_FAILED);
    }
  }

  private <S> FoldResult accept(
      Reducer<S> reducer, PendingAction entry, S state, List<Intent> intents) {
    Objects.requireNonNull(state, "a reducer returned no state");
    var wishes = EncodedIntents.of(intents);
    long version = current.version() + 1;
    var chain = HashChain.next(current.chain(), version, entry.actionId(), entry.payloadHash());
    var provenance = current.provenance().then(entry.command());
    var next =
        new Baseline(reducer, reducer.name(), version, state, chain, provenance, current.bytes());
    boolean wanted = entry.command().wantsState();
    var text = validateEachState || wanted ? encode(reducer, next) : null;
    if (validateEachState && text != null && tooLarge(text)) {
      hadFailure = true;
      return reject(entry, Rejections.STATE_TOO_LARGE);
    }
    madeBytes += wishes.chars() + (wanted && text != null ? text.length() : 0);
    current = next;
    stateText = text;
    return new FoldResult.AcceptedAction(entry, version, chain, wishes, wanted ? text : null);
  }

  private FoldResult reject(PendingAction entry, Rejection why) {
    return new FoldResult.RejectedAction(entry, current.version(), why);
  }

  /** Null when the newest state is too large, or no JSON that can be stored. */
  private @Nullable String storableText() {
    var reducer = current.reducer();
    if (stateText != null || reducer == null) {
      return stateText == null || tooLarge(stateText) ? null : stateText;
    }
    try {
      var text = encode(reducer, current);
      return tooLarge(text) ? null : text;
    } catch (RuntimeException | StackOverflowError e) {
      if (LOG_THROTTLE.tryAcquire()) {
        LOG.warnf("reducer=%s wrote a state that is no JSON: %s", current.reducerName(), e);
      }
      return null;
    }
  }

  private boolean tooLarge(String text) {
    long most = limits.maxStateBytes();
    // A character is at most three bytes of UTF-8, or half of four.
    return text.length() * 3L > most && text.getBytes(StandardCharsets.UTF_8).length > most;
  }

  @SuppressWarnings("unchecked") // a baseline's state is of the type its reducer made
  private static <S> String encode(Reducer<S> reducer, Baseline baseline) {
    return JsonText.text(reducer.codec().encode((S) baseline.state()));
  }
}
