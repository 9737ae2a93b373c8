package dev.purereducer.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one register, and the search for an order of them that a single register could
 * have gone through (Wing and Gong's, with Lowe's memory of configurations).
 */
final class History {
  /** A version and the value it has. */
  record Register(long version, long value) {
    static final Register EMPTY = new Register(0, 0);
  }

  /** One operation: between its call and its answer it took place at one moment. */
  sealed interface Operation {
    long calledNanos();

    /** {@link Long#MAX_VALUE} when nobody knows until when it may take place. */
    long answeredNanos();

    /** The register after it; null when it does not fit this register. */
    @Nullable
    Register apply(Register register);

    static Operation of(Journal.Sent sent) {
      boolean inDoubt = sent.told() instanceof KnownOutcome.Nothing;
      return new Write(sent, sent.calledNanos(), inDoubt ? Long.MAX_VALUE : sent.answeredNanos());
    }

    static Operation of(Journal.Seen read) {
      return new Read(read, read.calledNanos(), read.answeredNanos());
    }

    record Write(Journal.Sent sent, long calledNanos, long answeredNanos) implements Operation {
      @Override
      public @Nullable Register apply(Register register) {
        var expected = sent.expectedVersion();
        boolean holds = expected == null || expected == register.version;
        return switch (sent.told()) {
          case KnownOutcome.Committed(long version) ->
            holds && version == register.version + 1 ? next(register) : null;
          case KnownOutcome.Stale(long current) ->
            !holds && current == register.version ? register : null;
          case KnownOutcome.Nothing _, KnownOutcome.Accepted _ -> holds ? next(register) : null;
        };
      }

      private Register next(Register register) {
        return new Register(register.version + 1, sent.change().to(register.value));
      }

      @Override
      public String toString() {
        return sent.actionId() + " on " + sent.expectedVersion() + " told " + sent.told();
      }
    }

    record Read(Journal.Seen seen, long calledNanos, long answeredNanos) implements Operation {
      @Override
      public @Nullable Register apply(Register register) {
        return register.equals(new Register(seen.version(), seen.value())) ? register : null;
      }

      @Override
      public String toString() {
        return "the read of version " + seen.version() + " with value " + seen.value();
      }
    }
  }

  /** What has taken place, and what it came to. */
  private record Configuration(BitSet done, Register register) {}

  private final List<Operation> operations;

  History(List<Operation> operations) {
    this.operations = operations.stream()
        .sorted(Comparator.comparingLong(Operation::calledNanos))
        .toList();
  }

  /** Empty when there is an order; else where the longest attempt at one got stuck. */
  Optional<String> firstContradiction() {
    Deque<Configuration> toTry = new ArrayDeque<>();
    Set<Configuration> tried = new HashSet<>();
    toTry.push(new Configuration(new BitSet(), Register.EMPTY));
    var farthest = toTry.element();
    while (!toTry.isEmpty()) {
      var configuration = toTry.pop();
      if (everyoneAnswered(configuration.done)) {
        return Optional.empty();
      }
      if (configuration.done.cardinality() > farthest.done.cardinality()) {
        farthest = configuration;
      }
      for (var next : successors(configuration)) {
        if (tried.add(next)) {
          toTry.push(next);
        }
      }
    }
    return Optional.of(stuckAt(farthest));
  }

  private boolean everyoneAnswered(BitSet done) {
    return IntStream.range(0, operations.size())
        .allMatch(i -> done.get(i) || operations.get(i).answeredNanos() == Long.MAX_VALUE);
  }

  /** An operation that changes nothing and fits is taken at once: later it could only not fit. */
  private List<Configuration> successors(Configuration from) {
    List<Configuration> successors = new ArrayList<>();
    for (int i : candidates(from.done)) {
      var register = operations.get(i).apply(from.register);
      if (register == null) {
        continue;
      }
      var done = (BitSet) from.done.clone();
      done.set(i);
      var next = new Configuration(done, register);
      if (register.equals(from.register)) {
        return List.of(next);
      }
      successors.add(next);
    }
    return successors;
  }

  /** Operations that may be next: called before any other that is left was answered. */
  private List<Integer> candidates(BitSet done) {
    long firstAnswer = Long.MAX_VALUE;
    List<Integer> candidates = new ArrayList<>();
    for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
      var operation = operations.get(i);
      if (operation.calledNanos() > firstAnswer) {
        break;
      }
      firstAnswer = Math.min(firstAnswer, operation.answeredNanos());
      candidates.add(i);
    }
    return candidates;
  }

  private String stuckAt(Configuration farthest) {
    var left = candidates(farthest.done).stream()
        .map(i -> operations.get(i).toString())
        .toList();
    return "at " + farthest.register + " none of these could take place: " + left;
  }
}
