package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Demand;
import dev.purereducer.reduce.Rejection;
import org.jspecify.annotations.Nullable;

/** What the fold made of one action; it holds once the store has confirmed the turn. */
sealed interface Verdict {
  Entry entry();

  /** Taken, as {@code version}. */
  record Take(
      Entry entry,
      long version,
      byte[] chain,
      Wishes wishes,
      @Nullable String stateText) implements Verdict {}

  /** Refused at {@code version}; recorded, so that a duplicate is refused alike. */
  record Refuse(Entry entry, long version, Rejection why) implements Verdict {}

  /** It demanded what {@code version} does not give; not recorded. */
  record Miss(Entry entry, long version, Demand failed) implements Verdict {}

  /** The same id as an action earlier in this turn: it shares what that one comes to. */
  record Repeat(Entry entry, Verdict first) implements Verdict {}
}
