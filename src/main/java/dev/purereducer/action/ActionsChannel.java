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
 * Opens the Kafka entrance once everything behind it has started, in processes with the role {@code
 * ingest}; closes it first when the process stops, and lets what is in flight finish.
 *
 * <p>The channel is configured to start paused: such a consumer neither connects nor joins its
 * group.
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
      LOG.warn("actions from Kafka were still in flight; they are read again at the next start");
    }
  }
}
