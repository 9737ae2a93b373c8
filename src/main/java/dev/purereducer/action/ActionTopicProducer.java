package dev.purereducer.action;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.http.ProblemType;
import dev.purereducer.trace.SpanName;
import dev.purereducer.trace.Tracing;
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

/** Writes actions to the topic that the Kafka entrance reads, for callers who will not wait. */
@ApplicationScoped
public class ActionTopicProducer {
  /** How many may wait for the broker; the next is refused. */
  private static final int MAX_WAITING = 1_024;

  private final MutinyEmitter<byte[]> channel;
  private final Duration timeout;
  private final Tracing tracing;

  public ActionTopicProducer(
      @Channel("actions-accepted")
          @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = MAX_WAITING)
          MutinyEmitter<byte[]> channel,
      ActionConfig config,
      Tracing tracing) {
    this.channel = channel;
    this.timeout = config.asyncTimeout();
    this.tracing = tracing;
  }

  /** Completes when every in-sync replica has the action; fails when the broker is too slow. */
  Uni<Void> write(ActionCommand submission) {
    return tracing.isOn() ? followed(submission) : send(submission);
  }

  private Uni<Void> followed(ActionCommand submission) {
    var trail = tracing.follow(SpanName.ACCEPT, submission.traceparent());
    if (!trail.isFollowed()) {
      return send(submission);
    }
    TracingLanes.describe(submission, trail);
    return trail.endOnTermination(send(submission.withTraceparent(trail.traceparent())));
  }

  private Uni<Void> send(ActionCommand submission) {
    var headers = new RecordHeaders();
    if (submission.traceparent() != null) {
      headers.add("traceparent", submission.traceparent().getBytes(StandardCharsets.US_ASCII));
    }
    var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
        .withKey(submission.workflowKey().getBytes(StandardCharsets.UTF_8))
        .withHeaders(headers)
        .build();
    return channel
        .sendMessage(Message.of(ActionEncoder.encode(submission)).addMetadata(metadata))
        .ifNoItem()
        .after(timeout)
        .fail();
  }

  static ActionReply.ProblemReply refusal(ActionRef sent, Throwable failure) {
    return ActionReply.ProblemReply.of(
        failure instanceof RecordTooLargeException
            ? ActionReplies.problem(
                sent, ProblemType.TOO_LARGE, "the broker takes no action this large")
            : ActionReplies.problem(
                sent,
                ProblemType.BROKER_UNAVAILABLE,
                "the action may get through or not; sending it again under its action_id is safe"));
  }
}
