package dev.purereducer.read;

import dev.purereducer.history.Replay;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.Permits;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

/** Responses with the state of a workflow at a version; a limited number are computed at a time. */
@ApplicationScoped
class PastStateResponses {
  private static final NumberRange VERSIONS = new NumberRange(1, Long.MAX_VALUE);

  private final Replay replay;
  private final Permits replays;

  PastStateResponses(Replay replay, ReadConfig config) {
    this.replay = replay;
    this.replays = new Permits("replays", config.maxReplays());
  }

  /** The response to {@code at_version}. */
  Uni<Response> at(String key, String atVersion, String ifNoneMatch) {
    var workflowKey = QueryParams.key(key);
    long version = QueryParams.number("at_version", atVersion, VERSIONS, 1);
    return replays
        .withPermit(() -> replay.stateAt(workflowKey, version))
        .map(found -> response(found.orElseThrow(ReadResponses::notFound), ifNoneMatch));
  }

  private static Response response(Replay.StateAt state, String ifNoneMatch) {
    var body = JsonResponses.bytes(to -> {
      to.writeStartObject();
      to.writeStringField("workflow_key", state.workflowKey());
      to.writeNumberField("version", state.version());
      to.writeStringField("reducer", state.reducer());
      to.writeNumberField("reducer_version", state.reducerVersion());
      to.writeFieldName("state");
      to.writeRawValue(state.stateText());
      to.writeEndObject();
    });
    return ReadResponses.ofVersion(state.version(), body, ifNoneMatch).build();
  }
}
