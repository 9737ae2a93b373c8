package dev.purereducer.read;

import dev.purereducer.history.WorkflowView;
import org.jspecify.annotations.Nullable;

/** The result of a read of one workflow. */
sealed interface ReadResult {
  /** The store that a read model was read from. */
  enum Source {
    PROJECTION("projection"),
    CANONICAL("canonical");

    private final String text;

    Source(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * The read model.
   *
   * @param lagMillis age of the oldest commit that the projection does not include; 0 if it is up to
   *     date, null if unknown
   */
  record Found(WorkflowView view, Source source, @Nullable Long lagMillis) implements ReadResult {}

  /** The workflow exists, but has not reached the required version. */
  record NotYetVisible(long version) implements ReadResult {}

  /** The workflow does not exist. */
  record NotFound() implements ReadResult {}
}
