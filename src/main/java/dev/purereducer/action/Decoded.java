package dev.purereducer.action;

import dev.purereducer.commit.Submission;
import dev.purereducer.problem.Problem;

/** What came of reading an action. */
public sealed interface Decoded {
  record Taken(Submission submission) implements Decoded {}

  record Refused(Problem problem) implements Decoded {}
}
