package dev.purereducer.reducers;

import static dev.purereducer.reduce.Reduction.next;
import static dev.purereducer.reduce.Reduction.refused;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.ReadModel;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.StateCodec;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * An aggregation of file stamps: count, bytes and distinct types per namespace.
 *
 * <p>Payload: {@code {"namespace": string, "bytes": integer from 0, "type": string, "path"?:
 * string}}. The path is only kept in the history; other members are ignored. Limits: {@value
 * StampsState#MAX_NAMESPACES} namespaces per workflow, {@value StampsState#MAX_TYPES} types per
 * namespace, {@value #MAX_TEXT_CHARS} characters per namespace or type.
 */
@ApplicationScoped
public class StampsReducer implements Reducer<StampsState> {
  static final int MAX_TEXT_CHARS = 200;

  private sealed interface StampPayload {
    record Stamp(String namespace, long bytes, String type) implements StampPayload {}

    record MalformedStamp(String detail) implements StampPayload {}
  }

  @Override
  public String name() {
    return "stamps";
  }

  @Override
  public StampsState initial() {
    return StampsState.EMPTY;
  }

  @Override
  public StateCodec<StampsState> codec() {
    return StampsState.CODEC;
  }

  @Override
  public Reduction<StampsState> reduce(StampsState state, Action action) {
    return switch (parse(action.payload())) {
      case StampPayload.MalformedStamp(var detail) -> refused(Members.BAD_PAYLOAD, detail);
      case StampPayload.Stamp(var namespace, var _, var _)
      when !state.hasRoomFor(namespace) ->
        refused(
            "too-many-namespaces",
            "a workflow can have " + StampsState.MAX_NAMESPACES + " namespaces");
      case StampPayload.Stamp(var namespace, var _, var type)
      when !state.hasRoomFor(namespace, type) ->
        refused("too-many-types", "a namespace can have " + StampsState.MAX_TYPES + " types");
      case StampPayload.Stamp(var _, var bytes, var _)
      when state.overflows(bytes) ->
        refused("overflow", "the sum of bytes does not fit into 64 bits");
      case StampPayload.Stamp(var namespace, var bytes, var type) ->
        next(state.plus(namespace, bytes, type));
    };
  }

  @Override
  public ReadModel readModel(StampsState state) {
    var totals = Json.EMPTY
        .with("count", Json.of(state.count()))
        .with("bytes", Json.of(state.bytes()))
        .with("namespaces", Json.of(state.namespaces().size()));
    return new ReadModel(null, totals, Json.EMPTY.with("namespaces", state.namespacesAsJson()));
  }

  private static StampPayload parse(Json payload) {
    if (!(payload instanceof Json.Obj stamp)) {
      return new StampPayload.MalformedStamp("the payload must be an object");
    }
    if (!(stamp.get("namespace") instanceof Json.Str(var namespace)) || !isName(namespace)) {
      return invalidName("namespace");
    }
    if (!(stamp.get("bytes") instanceof Json.Int(var bytes)) || bytes < 0) {
      return new StampPayload.MalformedStamp("bytes must be an integer from 0, of at most 64 bits");
    }
    if (!(stamp.get("type") instanceof Json.Str(var type)) || !isName(type)) {
      return invalidName("type");
    }
    if (stamp.members().containsKey("path") && stamp.text("path") == null) {
      return new StampPayload.MalformedStamp("path must be a string");
    }
    return new StampPayload.Stamp(namespace, bytes, type);
  }

  private static boolean isName(String text) {
    return !text.isBlank() && text.length() <= MAX_TEXT_CHARS;
  }

  private static StampPayload invalidName(String member) {
    return new StampPayload.MalformedStamp(
        member + " must be a non-blank string of 1 to " + MAX_TEXT_CHARS + " characters");
  }
}
