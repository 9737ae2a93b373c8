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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document. The payload is a merge patch (RFC 7396) and must be an object.
 *
 * <p>The tag of the read model is the member {@code status}, if it is a string of at most {@value
 * #MAX_TAG_CHARS} characters. The indices are the first {@value #MAX_INDICES} top-level numbers,
 * booleans and strings of at most {@value #MAX_INDEX_CHARS} characters, sorted by name.
 */
@ApplicationScoped
public class DocumentReducer implements Reducer<Json.Obj> {
  static final int MAX_TAG_CHARS = 200;
  static final int MAX_INDICES = 32;
  static final int MAX_INDEX_CHARS = 200;

  private static final StateCodec<Json.Obj> CODEC = new StateCodec<>() {
    @Override
    public Json encode(Json.Obj state) {
      return state;
    }

    @Override
    public Json.Obj decode(Json json) {
      return Members.object(json);
    }
  };

  @Override
  public String name() {
    return "document";
  }

  @Override
  public Json.Obj initial() {
    return Json.EMPTY;
  }

  @Override
  public StateCodec<Json.Obj> codec() {
    return CODEC;
  }

  @Override
  public Reduction<Json.Obj> reduce(Json.Obj state, Action action) {
    return switch (action.payload()) {
      case Json.Obj patch -> next(MergePatch.merge(state, patch));
      case Json.Null _, Json.Bool _, Json.Int _, Json.Dec _, Json.Str _, Json.Arr _ ->
        refused(Members.BAD_PAYLOAD, "the payload must be an object, a merge patch (RFC 7396)");
    };
  }

  @Override
  public ReadModel readModel(Json.Obj state) {
    return new ReadModel(tag(state), indices(state), state);
  }

  private static @Nullable String tag(Json.Obj state) {
    var status = state.text("status");
    return status != null && status.length() <= MAX_TAG_CHARS ? status : null;
  }

  private static Json.Obj indices(Json.Obj state) {
    Map<String, Json> first = new LinkedHashMap<>();
    new TreeMap<>(state.members())
        .entrySet().stream()
            .filter(member -> isIndexed(member.getValue()))
            .limit(MAX_INDICES)
            .forEach(member -> first.put(member.getKey(), member.getValue()));
    return new Json.Obj(first);
  }

  private static boolean isIndexed(Json value) {
    return switch (value) {
      case Json.Bool _, Json.Int _, Json.Dec _ -> true;
      case Json.Str(var text) -> text.length() <= MAX_INDEX_CHARS;
      case Json.Null _, Json.Arr _, Json.Obj _ -> false;
    };
  }

  /** JSON merge patch (RFC 7396, section 2). */
  static final class MergePatch {
    private MergePatch() {}

    static Json apply(Json target, Json patch) {
      return patch instanceof Json.Obj members
          ? merge(target instanceof Json.Obj object ? object : Json.EMPTY, members)
          : patch;
    }

    /** Applies a patch that is an object to an object; the result is an object. */
    static Json.Obj merge(Json.Obj target, Json.Obj patch) {
      var merged = new LinkedHashMap<>(target.members());
      patch.members().forEach((name, value) -> {
        if (value == Json.Null.NULL) {
          merged.remove(name);
        } else {
          merged.put(name, apply(merged.getOrDefault(name, Json.Null.NULL), value));
        }
      });
      return new Json.Obj(merged);
    }
  }
}
