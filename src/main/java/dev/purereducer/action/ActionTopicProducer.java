package dev.purereducer.action;

import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.database.DatabaseClock;
import dev.purereducer.http.ProblemType;
import dev.purereducer.trace.Tracing;
import dev.purereducer.trace.Tracing.SpanName;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Producer for {@code Prefer: respond-async}: writes actions to the topic {@code actions}. */
@ApplicationScoped
public class ActionTopicProducer {
  /** Maximum number of actions that wait for the broker; further ones are refused. */
  private static final int MAX_WAITING = 1_024;

  private final MutinyEmitter<byte[]> channel;
  private final Duration timeout;
  private final Tracing tracing;
  private final DatabaseClock clock;

  public ActionTopicProducer(
      @Channel("actions-accepted")
          @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = MAX_WAITING)
          MutinyEmitter<byte[]> channel,
      ActionConfig config,
      Tracing tracing,
      DatabaseClock clock) {
    this.clock = clock;
    this.channel = channel;
    this.timeout = config.asyncTimeout();
    this.tracing = tracing;
  }

  /** Completes when all in-sync replicas have the action; fails after the timeout. */
  Uni<Void> write(ActionCommand command) {
    return tracing.isOn() ? traced(command) : send(command);
  }

  private Uni<Void> traced(ActionCommand command) {
    var span = tracing.startSpan(SpanName.ACCEPT, command.traceparent());
    if (!span.isRecording()) {
      return send(command);
    }
    TracingLanes.describe(command, span);
    return span.endOnTermination(send(command.withTraceparent(span.traceparent())));
  }

  private Uni<Void> send(ActionCommand command) {
    var headers = new RecordHeaders();
    if (command.traceparent() != null) {
      headers.add("traceparent", command.traceparent().getBytes(StandardCharsets.US_ASCII));
    }
    var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
        .withTimestamp(clock.now())
        .withKey(command.workflowKey().getBytes(StandardCharsets.UTF_8))
        .withHeaders(headers)
        .build();
    return channel
        .sendMessage(Message.of(ActionEncoder.encode(command)).addMetadata(metadata))
        .ifNoItem()
        .after(timeout)
        .fail();
  }

  static ActionReply.ProblemReply refusal(ActionRef action, Throwable failure) {
    return ActionReply.ProblemReply.of(
        failure instanceof RecordTooLargeException
            ? ActionReply.problem(
                action, ProblemType.TOO_LARGE, "the action is larger than the broker's limit")
            : ActionReply.problem(
                action,
                ProblemType.BROKER_UNAVAILABLE,
                "the action may or may not be stored; send it again under its action_id"));
  }
}
