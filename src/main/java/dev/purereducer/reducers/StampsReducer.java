package dev.purereducer.reducers;

import static dev.purereducer.reduce.Reduction.next;
import static dev.purereducer.reduce.Reduction.refused;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.ReadModel;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducer.StateCodec;
import dev.purereducer.reduce.Reduction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An aggregation of file stamps: count, bytes and distinct types per namespace.
 *
 * <p>Payload: {@code {"namespace": string, "bytes": integer from 0, "type": string, "path"?:
 * string}}. The path is only kept in the history; other members are ignored. Limits: {@value
 * StampsState#MAX_NAMESPACES} namespaces per workflow, {@value StampsState#MAX_TYPES} types per
 * namespace, {@value #MAX_TEXT_CHARS} characters per namespace or type.
 */
@ApplicationScoped
public class StampsReducer implements Reducer<StampsReducer.StampsState> {
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

  /**
   * The state of a stamps workflow.
   *
   * @param count number of stamps in all namespaces
   * @param bytes total bytes in all namespaces
   * @param namespaces totals per namespace
   */
  public record StampsState(long count, long bytes, SortedMap<String, Namespace> namespaces) {
    public static final int MAX_NAMESPACES = 1_000;
    public static final int MAX_TYPES = 100;

    static final StampsState EMPTY = new StampsState(0, 0, new TreeMap<>());

    static final StateCodec<StampsState> CODEC = new StateCodec<>() {
      @Override
      public Json encode(StampsState state) {
        return Json.EMPTY
            .with("count", Json.of(state.count))
            .with("bytes", Json.of(state.bytes))
            .with("namespaces", state.namespacesAsJson());
      }

      @Override
      public StampsState decode(Json json) {
        var state = Members.object(json);
        SortedMap<String, Namespace> namespaces = new TreeMap<>();
        Members.object(state, "namespaces")
            .members()
            .forEach((name, value) -> namespaces.put(name, Namespace.decode(value)));
        return new StampsState(
            Members.number(state, "count"), Members.number(state, "bytes"), namespaces);
      }
    };

    /** The totals of one namespace, and the distinct types of its stamps. */
    public record Namespace(long count, long bytes, SortedSet<String> types) {
      private static final Namespace EMPTY = new Namespace(0, 0, new TreeSet<>());

      public Namespace {
        types = Collections.unmodifiableSortedSet(types);
      }

      private Namespace plus(long moreBytes, String type) {
        if (types.contains(type)) {
          return new Namespace(count + 1, bytes + moreBytes, types);
        }
        var moreTypes = new TreeSet<>(types);
        moreTypes.add(type);
        return new Namespace(count + 1, bytes + moreBytes, moreTypes);
      }

      private Json encode() {
        return Json.EMPTY
            .with("count", Json.of(count))
            .with("bytes", Json.of(bytes))
            .with("types", new Json.Arr(types.stream().map(Json::of).toList()));
      }

      private static Namespace decode(Json json) {
        var namespace = Members.object(json);
        var types = new TreeSet<String>();
        Members.array(namespace, "types").items().forEach(type -> types.add(Members.text(type)));
        return new Namespace(
            Members.number(namespace, "count"), Members.number(namespace, "bytes"), types);
      }
    }

    public StampsState {
      namespaces = Collections.unmodifiableSortedMap(namespaces);
    }

    boolean hasRoomFor(String namespace) {
      return namespaces.containsKey(namespace) || namespaces.size() < MAX_NAMESPACES;
    }

    boolean hasRoomFor(String namespace, String type) {
      var types = namespaces.getOrDefault(namespace, Namespace.EMPTY).types;
      return types.contains(type) || types.size() < MAX_TYPES;
    }

    boolean overflows(long moreBytes) {
      return bytes > Long.MAX_VALUE - moreBytes;
    }

    StampsState plus(String namespace, long moreBytes, String type) {
      var more = new TreeMap<>(namespaces);
      more.put(
          namespace, namespaces.getOrDefault(namespace, Namespace.EMPTY).plus(moreBytes, type));
      return new StampsState(count + 1, bytes + moreBytes, more);
    }

    Json.Obj namespacesAsJson() {
      Map<String, Json> byName = new LinkedHashMap<>();
      namespaces.forEach((name, namespace) -> byName.put(name, namespace.encode()));
      return new Json.Obj(byName);
    }
  }
}
