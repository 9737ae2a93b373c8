package dev.purereducer.action;

import dev.purereducer.commit.Submission;
import dev.purereducer.problem.ProblemType;
import dev.purereducer.trace.Step;
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
public class AcceptedActionsProducer {
  /** How many may wait for the broker; the next is refused. */
  private static final int MAX_WAITING = 1_024;

  private final MutinyEmitter<byte[]> channel;
  private final Duration timeout;
  private final Tracing tracing;

  public AcceptedActionsProducer(
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
  Uni<Void> write(Submission submission) {
    return tracing.isOn() ? followed(submission) : send(submission);
  }

  private Uni<Void> followed(Submission submission) {
    var trail = tracing.follow(Step.ACCEPT, submission.traceparent());
    if (!trail.isFollowed()) {
      return send(submission);
    }
    FollowedLanes.describe(submission, trail);
    return trail.endWith(send(submission.withTraceparent(trail.traceparent())));
  }

  private Uni<Void> send(Submission submission) {
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

  static Answer.Refused refusal(Answers.Sent sent, Throwable failure) {
    return Answer.Refused.of(
        failure instanceof RecordTooLargeException
            ? Answers.problem(sent, ProblemType.TOO_LARGE, "the broker takes no action this large")
            : Answers.problem(
                sent,
                ProblemType.BROKER_UNAVAILABLE,
                "the action may get through or not; sending it again under its action_id is safe"));
  }
}
