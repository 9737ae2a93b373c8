package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.purereducer.access.CallerAccess.Caller;
import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.OrderedSender;
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
 * A bulk request in progress. Its actions are submitted in order, a bounded number at once and
 * without waiting for each other; the outcomes are written in order as fast as the caller reads.
 *
 * <p>After an action was not queued or failed, the later actions of its key are skipped: they would
 * overtake it. Runs on the event loop of its request; only outcomes arrive from other threads.
 */
final class BulkRequest {
  /** Target size of a response chunk; it is smaller if no further outcome is available. */
  private static final int CHUNK_BYTES = 64 * 1_024;

  private final BulkActionReader actions;
  private final Caller caller;
  private final TracingLanes lanes;
  private final ActionMeters meters;
  private final int maxInFlight;
  private final Context context = Vertx.currentContext();
  private final Queue<PendingItem> pending = new ArrayDeque<>();
  private final Map<String, ProblemType> refusedKeys = new ConcurrentHashMap<>();
  private final OrderedSender sender = new OrderedSender();
  private final AtomicBoolean advanceQueued = new AtomicBoolean();
  private @Nullable UniEmitter<? super byte[]> chunkEmitter;
  private long nextIndex;

  /** An action whose outcome is not yet written. */
  private static final class PendingItem {
    final long index;
    volatile @Nullable ActionReply reply;

    PendingItem(long index) {
      this.index = index;
    }
  }

  /** Collaborators of all bulk requests. */
  record BulkDependencies(TracingLanes lanes, ActionMeters meters, int maxInFlight) {}

  BulkRequest(BulkActionReader actions, Caller caller, BulkDependencies dependencies) {
    this.actions = actions;
    this.caller = caller;
    this.lanes = dependencies.lanes;
    this.meters = dependencies.meters;
    this.maxInFlight = dependencies.maxInFlight;
  }

  /** The response as chunks of JSON text, each with one or more outcomes and separators in between. */
  Multi<byte[]> chunks() {
    return Multi.createBy()
        .repeating()
        .uni(this::nextChunk)
        .whilst(_ -> hasMore())
        .filter(chunk -> chunk.length > 0);
  }

  private boolean hasMore() {
    return !pending.isEmpty() || actions.hasNext();
  }

  private Uni<byte[]> nextChunk() {
    return Uni.createFrom().emitter(emitter -> {
      chunkEmitter = emitter;
      advance();
    });
  }

  /** Submits actions only while the caller reads, so that a slow caller holds at most one window. */
  private void advance() {
    var emitter = chunkEmitter;
    if (emitter == null) {
      return;
    }
    submitMore();
    var head = pending.peek();
    if (head == null || head.reply != null) {
      chunkEmitter = null;
      emitter.complete(drainSettled());
    }
  }

  private void submitMore() {
    while (pending.size() < maxInFlight && actions.hasNext()) {
      var item = new PendingItem(nextIndex++);
      pending.add(item);
      switch (actions.next()) {
        case DecodedAction.Invalid invalid -> {
          meters.recordRefusal(Ingress.BULK, invalid.problem().type());
          item.reply = ActionReply.ProblemReply.of(invalid.problem());
        }
        case DecodedAction.Valid(var command) -> submit(command, item);
      }
    }
  }

  private void submit(ActionCommand command, PendingItem item) {
    long startNanos = System.nanoTime();
    var action = ActionRef.of(command);
    var earlierRefusal = refusedKeys.get(command.workflowKey());
    if (earlierRefusal != null) {
      meters.recordResult(Ingress.BULK, ActionResult.SKIPPED, startNanos);
      item.reply = ActionReply.ProblemReply.of(ActionReply.problem(
          action,
          earlierRefusal,
          "skipped: an earlier action of the workflow was refused or failed"));
      return;
    }
    var denial = caller.denialReason(command.workflowKey());
    if (denial != null) {
      meters.recordRefusal(Ingress.BULK, denial.type());
      refusedKeys.put(command.workflowKey(), denial.type());
      item.reply =
          ActionReply.ProblemReply.of(ActionReply.problem(action, denial.type(), denial.detail()));
      return;
    }
    lanes
        .submit(Ingress.BULK, command, sender)
        .subscribe()
        .with(
            outcome -> {
              meters.recordResult(Ingress.BULK, ActionResult.of(outcome), startNanos);
              settle(item, ActionReply.of(action, outcome));
            },
            failure -> {
              meters.recordResult(Ingress.BULK, ActionResult.of(failure), startNanos);
              var reply = ActionReply.of(action, failure);
              refusedKeys.put(command.workflowKey(), reply.problem().type());
              settle(item, reply);
            });
  }

  /** Called by lanes. Schedules one {@link #advance} for all outcomes that arrive before it runs. */
  private void settle(PendingItem item, ActionReply reply) {
    item.reply = reply;
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
      to.setPrettyPrinter(new MinimalPrettyPrinter(actions.separator()));
      for (var head = pending.peek();
          head != null && head.reply != null && out.size() < CHUNK_BYTES;
          head = pending.peek()) {
        pending.remove();
        write(to, head.index, head.reply);
        to.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator to, long index, ActionReply reply) throws IOException {
    to.writeStartObject();
    to.writeNumberField("index", index);
    to.writeNumberField("status", reply.status());
    if (reply.replayed()) {
      to.writeBooleanField("replayed", true);
    }
    switch (reply) {
      case ActionReply.CommittedReply committed -> committed.writeMembersTo(to);
      case ActionReply.ProblemReply failed -> {
        to.writeFieldName("problem");
        failed.problem().writeTo(to);
      }
    }
    to.writeEndObject();
  }
}
