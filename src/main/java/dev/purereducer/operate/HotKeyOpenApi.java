package dev.purereducer.operate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Hot keys for {@code /q/openapi}; nothing is read or written by it. */
final class HotKeyOpenApi {
  static final String LIST = """
      Of this process alone, over a sliding window (purereducer.hot-keys.window). Counted in \
      bounded memory: no number is too low; shares and actions are too high by share_error at most, \
      conflicts by conflicts_error; a key with more than 1 / purereducer.hot-keys.capacity of its \
      lane's actions is never missing. Actions count when they have their outcome, whichever it \
      is; those that gave up count as conflicts only.""";

  private HotKeyOpenApi() {}

  @Schema(name = "HotKeyList")
  record ListDocument(
      @Schema(description = "how far back the counts reach now") @JsonProperty("window_seconds")
      double windowSeconds,

      @Schema(description = "of all keys") long actions,
      @Schema(description = "of all keys") long conflicts,
      List<HotKeyDocument> items) {}

  @Schema(name = "HotKey")
  record HotKeyDocument(
      @Schema(description = "the workflow key") String key,

      @Schema(description = "the part of all actions, from 0 to 1")
      double share,

      @Schema(description = "by how much share may be too high") @JsonProperty("share_error")
      double shareError,

      @Schema(description = "actions a second") double rate,
      long actions,
      @Schema(description = "lost races") long conflicts,

      @Schema(description = "by how much conflicts may be too high")
      @JsonProperty("conflicts_error")
      long conflictsError) {}
}
