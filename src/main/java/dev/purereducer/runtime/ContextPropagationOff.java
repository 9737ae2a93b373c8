package dev.purereducer.runtime;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Start-up hook that disables Mutiny's context propagation. The caller is resolved before a
 * pipeline starts, so no stage needs the request context, and capturing it per stage is measurable.
 */
@ApplicationScoped
class ContextPropagationOff {
  private static final int FIRST = 1;

  void onStart(@Observes @Priority(FIRST) StartupEvent event) {
    Infrastructure.clearInterceptors();
  }
}
