package dev.purereducer.runtime;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Pipelines without context propagation: who calls is asked once, before a pipeline begins (package
 * access), so nothing behind it needs the request's context, which every callback would capture and
 * restore.
 */
@ApplicationScoped
class ContextPropagationOff {
  private static final int FIRST = 1;

  void onStart(@Observes @Priority(FIRST) StartupEvent event) {
    Infrastructure.clearInterceptors();
  }
}
