package dev.purereducer.read;

import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.annotation.Retention;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A request filter of event streams that reads from the database. Quarkus REST writes the headers of a
 * stream before its first item, so that an outage must be known before the stream is opened.
 */
public class EventStreamFilter {
  /** A resource method that returns an event stream. */
  @NameBinding
  @Retention(RUNTIME)
  @interface OpensEventStream {}

  private final ReadStore store;
  private final ReadResponses responses;

  EventStreamFilter(ReadStore store, ReadResponses responses) {
    this.store = store;
    this.responses = responses;
  }

  /** Fails with the problem of the outage. The method itself refuses an invalid key. */
  @OpensEventStream
  @ServerRequestFilter
  public Uni<Void> filter(ContainerRequestContext request) {
    var key = request.getUriInfo().getPathParameters().getFirst("key");
    return key.indexOf('\0') >= 0
        ? Uni.createFrom().voidItem()
        : responses.of(() -> store.version(key)).replaceWithVoid();
  }
}
