package dev.purereducer.history;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.event.CommittedState;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonbText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.ReadModel;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.reduce.WorkflowKey;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Computes read models from committed states. The materializer, rebuilds and reads of the canonical
 * store all use it, so that they return the same read model for the same state.
 */
@ApplicationScoped
public class ReadModels {
  /** The read model of a workflow at one version. The texts are JSON. */
  public record WorkflowView(
      String workflowKey,
      long version,
      String reducer,
      String namespace,
      @Nullable String tag,
      String lastActionText,
      String indicesText,
      String extrasText,
      Instant updatedAt) {
    public void writeTo(JsonGenerator to) throws IOException {
      to.writeStartObject();
      to.writeStringField("workflow_key", workflowKey);
      to.writeNumberField("version", version);
      to.writeStringField("reducer", reducer);
      to.writeStringField("namespace", namespace);
      to.writeStringField("tag", tag);
      to.writeFieldName("last_action");
      to.writeRawValue(JsonbText.compact(lastActionText));
      to.writeFieldName("indices");
      to.writeRawValue(JsonbText.compact(indicesText));
      to.writeFieldName("extras");
      to.writeRawValue(JsonbText.compact(extrasText));
      to.writeStringField("updated_at", updatedAt.toString());
      to.writeEndObject();
    }
  }

  /** Maximum length of a tag that always fits an index entry; a longer tag is truncated. */
  public static final int MAX_TAG_CODE_POINTS = 256;

  private final Reducers reducers;

  ReadModels(Reducers reducers) {
    this.reducers = reducers;
  }

  /**
   * Throws a NotDeployedException if only other instances can read the state, and any exception of
   * the reducer.
   */
  public WorkflowView view(CommittedState committed) {
    var reducer = reducers.require(
        committed.reducer(), committed.reducerVersion(), committed.schemaVersion());
    var model = readModel(reducer, committed.state(), committed.schemaVersion());
    return new WorkflowView(
        committed.workflowKey(),
        committed.version(),
        committed.reducer(),
        WorkflowKey.namespace(committed.workflowKey()),
        truncated(model.tag()),
        committed.lastActionText(),
        JsonbText.of(model.indices()),
        JsonbText.of(model.extras()),
        committed.committedAt());
  }

  /**
   * The read model of a row of {@code workflow_state} with the columns workflow_key, reducer,
   * reducer_version, version, schema_version, state, last_action and updated_at.
   */
  public WorkflowView view(Row row) {
    return view(new CommittedState(
        row.getString("workflow_key"),
        row.getString("reducer"),
        row.getInteger("reducer_version"),
        row.getLong("version"),
        row.getInteger("schema_version"),
        JsonText.parse(row.getString("state")),
        row.getString("last_action"),
        row.getOffsetDateTime("updated_at").toInstant()));
  }

  private static <S> ReadModel readModel(Reducer<S> reducer, Json state, int schemaVersion) {
    return reducer.readModel(reducer.decode(state, schemaVersion));
  }

  private static @Nullable String truncated(@Nullable String tag) {
    if (tag == null || tag.length() <= MAX_TAG_CODE_POINTS) {
      return tag;
    }
    int points = tag.codePointCount(0, tag.length());
    return points <= MAX_TAG_CODE_POINTS
        ? tag
        : tag.substring(0, tag.offsetByCodePoints(0, MAX_TAG_CODE_POINTS));
  }
}
