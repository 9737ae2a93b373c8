package dev.purereducer.reducers;

import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.StateCodec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
    more.put(namespace, namespaces.getOrDefault(namespace, Namespace.EMPTY).plus(moreBytes, type));
    return new StampsState(count + 1, bytes + moreBytes, more);
  }

  Json.Obj namespacesAsJson() {
    Map<String, Json> byName = new LinkedHashMap<>();
    namespaces.forEach((name, namespace) -> byName.put(name, namespace.encode()));
    return new Json.Obj(byName);
  }
}
