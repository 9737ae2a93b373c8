package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.purereducer.access.Caller;
import dev.purereducer.action.ActionMeters.Entrance;
import dev.purereducer.action.ActionMeters.Result;
import dev.purereducer.commit.Submission;
import dev.purereducer.json.JsonText;
import dev.purereducer.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One bulk request under way: its actions are submitted in their order without waiting for each
 * other, a bounded number at once, and answered in their order as fast as the caller reads.
 *
 * <p>Once an action could not be taken or the store did not answer, the later ones of its key are
 * not tried: they would overtake it. Lives on the event loop of its request; only outcomes come from
 * elsewhere.
 */
final class BulkRun {
  /** A piece of the answer is sent when it has so many bytes, or when nothing more is settled. */
  private static final int PIECE_BYTES = 64 * 1_024;

  private final BulkItems items;
  private final Caller caller;
  private final FollowedLanes lanes;
  private final ActionMeters meters;
  private final int maxInFlight;
  private final Context context = Vertx.currentContext();
  private final Queue<Slot> window = new ArrayDeque<>();
  private final Map<String, ProblemType> refusedKeys = new ConcurrentHashMap<>();
  private final AtomicBoolean turnQueued = new AtomicBoolean();
  private @Nullable UniEmitter<? super byte[]> reader;
  private long nextIndex;

  /** An action's place in the answer. */
  private static final class Slot {
    final long index;
    volatile @Nullable Answer answer;

    Slot(long index) {
      this.index = index;
    }
  }

  /** What all bulk requests have in common. */
  record Parts(FollowedLanes lanes, ActionMeters meters, int maxInFlight) {}

  BulkRun(BulkItems items, Caller caller, Parts parts) {
    this.items = items;
    this.caller = caller;
    this.lanes = parts.lanes;
    this.meters = parts.meters;
    this.maxInFlight = parts.maxInFlight;
  }

  /** The answer as JSON text, several outcomes a piece, separated within a piece. */
  Multi<byte[]> pieces() {
    return Multi.createBy()
        .repeating()
        .uni(this::nextPiece)
        .whilst(_ -> hasMore())
        .filter(piece -> piece.length > 0);
  }

  private boolean hasMore() {
    return !window.isEmpty() || items.hasNext();
  }

  private Uni<byte[]> nextPiece() {
    return Uni.createFrom().emitter(emitter -> {
      reader = emitter;
      takeTurn();
    });
  }

  /** Nobody reads, nothing is submitted: so a slow caller holds no more than one window. */
  private void takeTurn() {
    var to = reader;
    if (to == null) {
      return;
    }
    fill();
    var head = window.peek();
    if (head == null || head.answer != null) {
      reader = null;
      to.complete(settledOnes());
    }
  }

  private void fill() {
    while (window.size() < maxInFlight && items.hasNext()) {
      var slot = new Slot(nextIndex++);
      window.add(slot);
      switch (items.next()) {
        case Decoded.Refused(var problem) -> {
          meters.refused(Entrance.BULK, problem.type());
          slot.answer = Answer.Refused.of(problem);
        }
        case Decoded.Taken(var submission) -> submit(submission, slot);
      }
    }
  }

  private void submit(Submission submission, Slot slot) {
    long startNanos = System.nanoTime();
    var sent = Answers.Sent.of(submission);
    var refusedBefore = refusedKeys.get(submission.workflowKey());
    if (refusedBefore != null) {
      meters.settled(Entrance.BULK, Result.HELD_BACK, startNanos);
      slot.answer = Answer.Refused.of(Answers.problem(
          sent, refusedBefore, "not tried: an earlier action of its workflow could not be taken"));
      return;
    }
    var refusal = caller.refusal(submission.workflowKey());
    if (refusal != null) {
      meters.refused(Entrance.BULK, refusal.type());
      refusedKeys.put(submission.workflowKey(), refusal.type());
      slot.answer = Answer.Refused.of(Answers.problem(sent, refusal.type(), refusal.detail()));
      return;
    }
    lanes
        .submit(Entrance.BULK, submission)
        .subscribe()
        .with(
            outcome -> {
              meters.settled(Entrance.BULK, Result.of(outcome), startNanos);
              settle(slot, Answers.of(sent, outcome));
            },
            failure -> {
              meters.settled(Entrance.BULK, Result.of(failure), startNanos);
              var refused = Answers.of(sent, failure);
              refusedKeys.put(submission.workflowKey(), refused.problem().type());
              settle(slot, refused);
            });
  }

  /** Called on a lane: one turn of the request's loop for all that settle before it runs. */
  private void settle(Slot slot, Answer answer) {
    slot.answer = answer;
    if (turnQueued.compareAndSet(false, true)) {
      context.runOnContext(_ -> {
        turnQueued.set(false);
        takeTurn();
      });
    }
  }

  private byte[] settledOnes() {
    var out = new ByteArrayOutputStream(1_024);
    try (var to = JsonText.generator(out)) {
      to.setPrettyPrinter(new MinimalPrettyPrinter(items.separator()));
      for (var head = window.peek();
          head != null && head.answer != null && out.size() < PIECE_BYTES;
          head = window.peek()) {
        window.remove();
        write(to, head.index, head.answer);
        to.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator to, long index, Answer answer) throws IOException {
    to.writeStartObject();
    to.writeNumberField("index", index);
    to.writeNumberField("status", answer.status());
    if (answer.replayed()) {
      to.writeBooleanField("replayed", true);
    }
    switch (answer) {
      case Answer.Committed committed -> committed.writeMembersTo(to);
      case Answer.Refused refused -> {
        to.writeFieldName("problem");
        refused.problem().writeTo(to);
      }
    }
    to.writeEndObject();
  }
}
