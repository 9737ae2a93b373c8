package dev.purereducer.history;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * States as readers see them: one way for the materializer and for answers from the canonical
 * store, so that both show the same.
 */
@ApplicationScoped
public class ReadModels {
  /** What an index entry takes for sure; a longer tag is cut, and found by its beginning only. */
  public static final int MAX_TAG_CODE_POINTS = 256;

  /** A read model with its JSON as text. */
  public record RenderedReadModel(@Nullable String tag, String indicesText, String extrasText) {}

  private final Reducers reducers;

  ReadModels(Reducers reducers) {
    this.reducers = reducers;
  }

  /**
   * The read model of a state written at {@code schemaVersion}. Throws IllegalStateException when
   * no reducer of this service has that name, and whatever the reducer throws.
   */
  public RenderedReadModel of(String reducerName, int schemaVersion, Json state) {
    var reducer = reducers.find(reducerName);
    if (reducer == null) {
      throw new IllegalStateException("this service has no reducer named " + reducerName);
    }
    return shown(reducer, state, schemaVersion);
  }

  private static <S> RenderedReadModel shown(Reducer<S> reducer, Json state, int schemaVersion) {
    var model = reducer.readModel(reducer.decode(state, schemaVersion));
    return new RenderedReadModel(
        cut(model.tag()), JsonText.text(model.indices()), JsonText.text(model.extras()));
  }

  private static @Nullable String cut(@Nullable String tag) {
    if (tag == null || tag.length() <= MAX_TAG_CODE_POINTS) {
      return tag;
    }
    int points = tag.codePointCount(0, tag.length());
    return points <= MAX_TAG_CODE_POINTS
        ? tag
        : tag.substring(0, tag.offsetByCodePoints(0, MAX_TAG_CODE_POINTS));
  }
}
