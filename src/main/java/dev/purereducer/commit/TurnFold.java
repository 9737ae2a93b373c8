package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Demand;
import dev.purereducer.event.Chain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Intent;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Rejection;
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
final class TurnFold {
  private static final Logger LOG = Logger.getLogger(TurnFold.class);

  /** The others of the lane wait meanwhile: a slow reducer gets a turn of few actions. */
  private static final long MAX_NANOS = 5_000_000;

  private static final Seldom LOG_SELDOM = new Seldom();

  private final Reducers reducers;
  private final FoldLimits limits;
  private final boolean careful;
  private final List<Verdict> verdicts = new ArrayList<>();
  private final Map<String, Verdict> byId = new HashMap<>();
  private Baseline current;
  private @Nullable String stateText;
  private long madeBytes;
  private boolean troubled;

  private TurnFold(Reducers reducers, FoldLimits limits, Baseline from, boolean careful) {
    this.reducers = reducers;
    this.limits = limits;
    this.current = from;
    this.careful = careful;
  }

  /**
   * What the actions come to, one after another, from this baseline.
   *
   * @param verdicts of the first actions: of all, unless the turn got too large
   * @param troubled whether an action failed, or made a state that cannot be stored
   */
  record Result(
      Baseline next, @Nullable String stateText, List<Verdict> verdicts, boolean troubled) {}

  static Result fold(Reducers reducers, FoldLimits limits, Baseline from, List<Entry> entries) {
    var quick =
        entries.size() == 1 ? null : new TurnFold(reducers, limits, from, false).run(from, entries);
    if (quick != null) {
      return quick;
    }
    var careful = new TurnFold(reducers, limits, from, true).run(from, entries);
    return Objects.requireNonNull(careful, "every state of a careful fold can be stored");
  }

  /** Null when the last state makes no text that can be stored. */
  private @Nullable Result run(Baseline from, List<Entry> entries) {
    long startNanos = System.nanoTime();
    for (var entry : entries) {
      add(entry);
      if (madeBytes > limits.maxTurnBytes() || System.nanoTime() - startNanos > MAX_NANOS) {
        break;
      }
    }
    if (current == from) {
      return new Result(from, null, verdicts, troubled);
    }
    var text = storableText();
    return text == null ? null : new Result(current.sized(text.length()), text, verdicts, troubled);
  }

  private void add(Entry entry) {
    madeBytes += entry.bytes();
    var first = byId.get(entry.actionId());
    if (first != null) {
      verdicts.add(new Verdict.Repeat(entry, first));
      return;
    }
    var verdict = judge(entry);
    byId.put(entry.actionId(), verdict);
    verdicts.add(verdict);
  }

  private Verdict judge(Entry entry) {
    var submission = entry.submission();
    var refusal = entry.refusal();
    if (refusal != null) {
      return refuse(entry, refusal);
    }
    var failed = failedDemand(submission);
    if (failed != null) {
      return new Verdict.Miss(entry, current.version(), failed);
    }
    var reducer = current.isNew() ? reducers.find(submission.reducer()) : current.reducer();
    if (!current.isNew() && !current.reducerName().equals(submission.reducer())) {
      return refuse(entry, Rejections.REDUCER_MISMATCH);
    }
    if (reducer == null) {
      return refuse(entry, Rejections.REDUCER_UNKNOWN);
    }
    return reduce(reducer, entry);
  }

  private @Nullable Demand failedDemand(Submission submission) {
    var expected = submission.expectedVersion();
    if (expected != null && expected != current.version()) {
      return Demand.VERSION;
    }
    var newest = current.provenance();
    if (submission.epoch() == null || newest.epoch() == null) {
      return null;
    }
    int order = submission.epoch().compareTo(newest.epoch());
    if (order < 0) {
      return Demand.EPOCH;
    }
    boolean sameHolder = submission.leaseId() == null
        || newest.leaseId() == null
        || submission.leaseId().equals(newest.leaseId());
    return order > 0 || sameHolder ? null : Demand.LEASE;
  }

  private <S> Verdict reduce(Reducer<S> reducer, Entry entry) {
    try {
      @SuppressWarnings("unchecked") // a baseline's state is of the type its reducer made
      var state = current.isNew() ? reducer.initial() : (S) current.state();
      return switch (reducer.reduce(state, entry.submission().action())) {
        case Reduction.Next<S>(var next, var intents) -> take(reducer, entry, next, intents);
        case Reduction.Refused<S>(var why) -> refuse(entry, why);
      };
    } catch (RuntimeException | StackOverflowError e) {
      // Whatever a reducer does wrong ends here, as the refusal of this one action.
      if (LOG_SELDOM.now()) {
        LOG.warnf(
            "reducer=%s workflow_key=%s action_id=%s trace_id=%s failed: %s",
            reducer.name(),
            entry.submission().workflowKey(),
            entry.actionId(),
            Traceparent.traceId(entry.submission().traceparent()),
            e);
      }
      troubled = true;
      return refuse(entry, Rejections.REDUCER_FAILED);
    }
  }

  private <S> Verdict take(Reducer<S> reducer, Entry entry, S state, List<Intent> intents) {
    Objects.requireNonNull(state, "a reducer returned no state");
    var wishes = Wishes.of(intents);
    long version = current.version() + 1;
    var chain = Chain.next(current.chain(), version, entry.actionId(), entry.payloadHash());
    var provenance = current.provenance().then(entry.submission());
    var next =
        new Baseline(reducer, reducer.name(), version, state, chain, provenance, current.bytes());
    boolean wanted = entry.submission().wantsState();
    var text = careful || wanted ? encode(reducer, next) : null;
    if (careful && text != null && tooLarge(text)) {
      troubled = true;
      return refuse(entry, Rejections.STATE_TOO_LARGE);
    }
    madeBytes += wishes.chars() + (wanted && text != null ? text.length() : 0);
    current = next;
    stateText = text;
    return new Verdict.Take(entry, version, chain, wishes, wanted ? text : null);
  }

  private Verdict refuse(Entry entry, Rejection why) {
    return new Verdict.Refuse(entry, current.version(), why);
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
      if (LOG_SELDOM.now()) {
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
