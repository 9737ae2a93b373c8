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
 * Aggregates file stamps: per namespace how many, their bytes, and the distinct types.
 *
 * <p>Payload {@code {"namespace": text, "bytes": whole number from 0, "type": text, "path"?: text}};
 * the path is kept in the history only. Other members are ignored. Bounds: {@value
 * StampsState#MAX_NAMESPACES} namespaces a workflow, {@value StampsState#MAX_TYPES} types a
 * namespace, {@value #MAX_TEXT_CHARS} characters a namespace or type.
 */
@ApplicationScoped
public class StampsReducer implements Reducer<StampsState> {
  static final int MAX_TEXT_CHARS = 200;

  private sealed interface Stamping {
    record Stamp(String namespace, long bytes, String type) implements Stamping {}

    record MalformedStamp(String detail) implements Stamping {}
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
    return switch (stamping(action.payload())) {
      case Stamping.MalformedStamp(var detail) -> refused(Members.BAD_PAYLOAD, detail);
      case Stamping.Stamp(var namespace, var _, var _)
      when !state.hasRoomFor(namespace) ->
        refused(
            "too-many-namespaces",
            "a workflow has room for " + StampsState.MAX_NAMESPACES + " namespaces");
      case Stamping.Stamp(var namespace, var _, var type)
      when !state.hasRoomFor(namespace, type) ->
        refused("too-many-types", "a namespace has room for " + StampsState.MAX_TYPES + " types");
      case Stamping.Stamp(var _, var bytes, var _)
      when state.overflows(bytes) -> refused("overflow", "the sum of bytes does not fit 64 bits");
      case Stamping.Stamp(var namespace, var bytes, var type) ->
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

  private static Stamping stamping(Json payload) {
    if (!(payload instanceof Json.Obj stamp)) {
      return new Stamping.MalformedStamp("the payload must be an object");
    }
    if (!(stamp.get("namespace") instanceof Json.Str(var namespace)) || !isName(namespace)) {
      return notAName("namespace");
    }
    if (!(stamp.get("bytes") instanceof Json.Int(var bytes)) || bytes < 0) {
      return new Stamping.MalformedStamp("bytes must be a whole number from 0 that fits 64 bits");
    }
    if (!(stamp.get("type") instanceof Json.Str(var type)) || !isName(type)) {
      return notAName("type");
    }
    if (stamp.members().containsKey("path") && stamp.text("path") == null) {
      return new Stamping.MalformedStamp("path must be a text");
    }
    return new Stamping.Stamp(namespace, bytes, type);
  }

  private static boolean isName(String text) {
    return !text.isBlank() && text.length() <= MAX_TEXT_CHARS;
  }

  private static Stamping notAName(String member) {
    return new Stamping.MalformedStamp(
        member + " must be a text of 1 to " + MAX_TEXT_CHARS + " characters, not blank");
  }
}
