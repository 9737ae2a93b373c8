package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.purereducer.access.Caller;
import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.http.ProblemType;
import dev.purereducer.json.JsonText;
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
final class BulkRequest {
  /** A piece of the answer is sent when it has so many bytes, or when nothing more is settled. */
  private static final int CHUNK_BYTES = 64 * 1_024;

  private final BulkActionReader items;
  private final Caller caller;
  private final TracingLanes lanes;
  private final ActionMeters meters;
  private final int maxInFlight;
  private final Context context = Vertx.currentContext();
  private final Queue<PendingItem> window = new ArrayDeque<>();
  private final Map<String, ProblemType> refusedKeys = new ConcurrentHashMap<>();
  private final AtomicBoolean advanceQueued = new AtomicBoolean();
  private @Nullable UniEmitter<? super byte[]> reader;
  private long nextIndex;

  /** An action's place in the answer. */
  private static final class PendingItem {
    final long index;
    volatile @Nullable ActionReply answer;

    PendingItem(long index) {
      this.index = index;
    }
  }

  /** What all bulk requests have in common. */
  record BulkDependencies(TracingLanes lanes, ActionMeters meters, int maxInFlight) {}

  BulkRequest(BulkActionReader items, Caller caller, BulkDependencies parts) {
    this.items = items;
    this.caller = caller;
    this.lanes = parts.lanes;
    this.meters = parts.meters;
    this.maxInFlight = parts.maxInFlight;
  }

  /** The answer as JSON text, several outcomes a piece, separated within a piece. */
  Multi<byte[]> chunks() {
    return Multi.createBy()
        .repeating()
        .uni(this::nextChunk)
        .whilst(_ -> hasMore())
        .filter(piece -> piece.length > 0);
  }

  private boolean hasMore() {
    return !window.isEmpty() || items.hasNext();
  }

  private Uni<byte[]> nextChunk() {
    return Uni.createFrom().emitter(emitter -> {
      reader = emitter;
      advance();
    });
  }

  /** Nobody reads, nothing is submitted: so a slow caller holds no more than one window. */
  private void advance() {
    var to = reader;
    if (to == null) {
      return;
    }
    fill();
    var head = window.peek();
    if (head == null || head.answer != null) {
      reader = null;
      to.complete(drainSettled());
    }
  }

  private void fill() {
    while (window.size() < maxInFlight && items.hasNext()) {
      var slot = new PendingItem(nextIndex++);
      window.add(slot);
      switch (items.next()) {
        case DecodedAction.Invalid(var problem) -> {
          meters.refused(Ingress.BULK, problem.type());
          slot.answer = ActionReply.ProblemReply.of(problem);
        }
        case DecodedAction.Valid(var submission) -> submit(submission, slot);
      }
    }
  }

  private void submit(ActionCommand submission, PendingItem slot) {
    long startNanos = System.nanoTime();
    var sent = ActionRef.of(submission);
    var refusedBefore = refusedKeys.get(submission.workflowKey());
    if (refusedBefore != null) {
      meters.settled(Ingress.BULK, ActionResult.HELD_BACK, startNanos);
      slot.answer = ActionReply.ProblemReply.of(ActionReplies.problem(
          sent, refusedBefore, "not tried: an earlier action of its workflow could not be taken"));
      return;
    }
    var refusal = caller.denialReason(submission.workflowKey());
    if (refusal != null) {
      meters.refused(Ingress.BULK, refusal.type());
      refusedKeys.put(submission.workflowKey(), refusal.type());
      slot.answer = ActionReply.ProblemReply.of(
          ActionReplies.problem(sent, refusal.type(), refusal.detail()));
      return;
    }
    lanes
        .submit(Ingress.BULK, submission)
        .subscribe()
        .with(
            outcome -> {
              meters.settled(Ingress.BULK, ActionResult.of(outcome), startNanos);
              settle(slot, ActionReplies.of(sent, outcome));
            },
            failure -> {
              meters.settled(Ingress.BULK, ActionResult.of(failure), startNanos);
              var refused = ActionReplies.of(sent, failure);
              refusedKeys.put(submission.workflowKey(), refused.problem().type());
              settle(slot, refused);
            });
  }

  /** Called on a lane: one turn of the request's loop for all that settle before it runs. */
  private void settle(PendingItem slot, ActionReply answer) {
    slot.answer = answer;
    if (advanceQueued.compareAndSet(false, true)) {
      context.runOnContext(_ -> {
        advanceQueued.set(false);
        advance();
      });
    }
  }

  private byte[] drainSettled() {
    var out = new ByteArrayOutputStream(1_024);
    try (var to = JsonText.generator(out)) {
      to.setPrettyPrinter(new MinimalPrettyPrinter(items.separator()));
      for (var head = window.peek();
          head != null && head.answer != null && out.size() < CHUNK_BYTES;
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

  private static void write(JsonGenerator to, long index, ActionReply answer) throws IOException {
    to.writeStartObject();
    to.writeNumberField("index", index);
    to.writeNumberField("status", answer.status());
    if (answer.replayed()) {
      to.writeBooleanField("replayed", true);
    }
    switch (answer) {
      case ActionReply.CommittedReply committed -> committed.writeMembersTo(to);
      case ActionReply.ProblemReply refused -> {
        to.writeFieldName("problem");
        refused.problem().writeTo(to);
      }
    }
    to.writeEndObject();
  }
}
