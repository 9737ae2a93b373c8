package dev.purereducer.action;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.ChannelRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.jboss.logging.Logger;

/**
 * Pauses and resumes the channel {@code actions}: with the role {@code ingest} it is resumed at the
 * end of start-up and paused at the beginning of shutdown, which then waits for the actions in
 * flight.
 *
 * <p>The channel is configured as initially paused, so that without the role the consumer neither
 * connects nor joins its group.
 */
@ApplicationScoped
public class ActionsChannel {
  private static final Logger LOG = Logger.getLogger(ActionsChannel.class);

  private final ChannelRegistry channels;
  private final ActionsConsumer consumer;
  private final IngestRole role;
  private final ActionConfig config;

  public ActionsChannel(
      ChannelRegistry channels, ActionsConsumer consumer, IngestRole role, ActionConfig config) {
    this.channels = channels;
    this.consumer = consumer;
    this.role = role;
    this.config = config;
  }

  void open(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
    if (role.isOn()) {
      consumer.registerMeters();
      channels.getPausable(ActionsConsumer.CHANNEL).resume();
    }
  }

  void close(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
    if (!role.isOn()) {
      return;
    }
    channels.getPausable(ActionsConsumer.CHANNEL).pause();
    try {
      consumer.stop().await().atMost(config.drainTimeout());
    } catch (TimeoutException e) {
      LOG.warn("drain timeout: actions from Kafka are still in flight; they are redelivered");
    }
  }
}
