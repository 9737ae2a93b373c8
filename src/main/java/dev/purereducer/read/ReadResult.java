package dev.purereducer.read;

import org.jspecify.annotations.Nullable;

/** What a read of one workflow came to. */
sealed interface ReadResult {
  /** Where a read model comes from. */
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
   * @param lagMillis for how long the oldest commit that the projection does not show has been
   *     durable; 0 when it shows them all, null when that is not known
   */
  record Found(WorkflowView view, Source source, @Nullable Long lagMillis) implements ReadResult {}

  /** Not even the canonical store has the version that was asked for. */
  record NotYetVisible(long version) implements ReadResult {}

  /** There is no such workflow. */
  record NotFound() implements ReadResult {}
}
