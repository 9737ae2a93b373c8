package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.KnownOutcome;
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
 * Linearizability checker of one register: searches for an order of its operations that a single
 * register allows (Wing and Gong's algorithm with Lowe's cache of configurations).
 */
final class History {
  /** A register's version and value. */
  record Register(long version, long value) {
    static final Register EMPTY = new Register(0, 0);
  }

  /** An operation, which takes effect at one moment between its call and its response. */
  sealed interface Operation {
    long calledNanos();

    /** {@link Long#MAX_VALUE} if the outcome is unknown. */
    long respondedNanos();

    /** The register after this operation, or null if the register does not allow it. */
    @Nullable
    Register apply(Register register);

    static Operation of(Journal.SentAction sent) {
      boolean isUnknown = sent.outcome() instanceof KnownOutcome.Unknown;
      return new Write(
          sent, sent.calledNanos(), isUnknown ? Long.MAX_VALUE : sent.respondedNanos());
    }

    static Operation of(Journal.ObservedRead read) {
      return new Read(read, read.calledNanos(), read.respondedNanos());
    }

    record Write(Journal.SentAction sent, long calledNanos, long respondedNanos)
        implements Operation {
      @Override
      public @Nullable Register apply(Register register) {
        var expected = sent.expectedVersion();
        boolean holds = expected == null || expected == register.version;
        return switch (sent.outcome()) {
          case KnownOutcome.Committed(long version) ->
            holds && version == register.version + 1 ? next(register) : null;
          case KnownOutcome.PreconditionFailed(long current) ->
            !holds && current == register.version ? register : null;
          case KnownOutcome.Unknown _, KnownOutcome.Accepted _ -> holds ? next(register) : null;
        };
      }

      private Register next(Register register) {
        return new Register(register.version + 1, sent.change().to(register.value));
      }

      @Override
      public String toString() {
        return sent.actionId() + " on " + sent.expectedVersion() + " with outcome "
            + sent.outcome();
      }
    }

    record Read(Journal.ObservedRead observed, long calledNanos, long respondedNanos)
        implements Operation {
      @Override
      public @Nullable Register apply(Register register) {
        return register.equals(new Register(observed.version(), observed.value()))
            ? register
            : null;
      }

      @Override
      public String toString() {
        return "the read of version " + observed.version() + " with value " + observed.value();
      }
    }
  }

  /** The operations that have taken effect, and the resulting register. */
  private record Configuration(BitSet done, Register register) {}

  private final List<Operation> operations;

  History(List<Operation> operations) {
    this.operations = operations.stream()
        .sorted(Comparator.comparingLong(Operation::calledNanos))
        .toList();
  }

  /** Empty if there is an order, else the point where the longest attempt ended. */
  Optional<String> firstContradiction() {
    Deque<Configuration> pending = new ArrayDeque<>();
    Set<Configuration> tried = new HashSet<>();
    pending.push(new Configuration(new BitSet(), Register.EMPTY));
    var farthest = pending.element();
    while (!pending.isEmpty()) {
      var configuration = pending.pop();
      if (allAnswered(configuration.done)) {
        return Optional.empty();
      }
      if (configuration.done.cardinality() > farthest.done.cardinality()) {
        farthest = configuration;
      }
      for (var next : successors(configuration)) {
        if (tried.add(next)) {
          pending.push(next);
        }
      }
    }
    return Optional.of(describe(farthest));
  }

  private boolean allAnswered(BitSet done) {
    return IntStream.range(0, operations.size())
        .allMatch(i -> done.get(i) || operations.get(i).respondedNanos() == Long.MAX_VALUE);
  }

  /** An allowed operation that changes nothing is the only successor: waiting cannot help it. */
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

  /** Operations that may be next: called before the first response of the remaining ones. */
  private List<Integer> candidates(BitSet done) {
    long firstResponse = Long.MAX_VALUE;
    List<Integer> candidates = new ArrayList<>();
    for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
      var operation = operations.get(i);
      if (operation.calledNanos() > firstResponse) {
        break;
      }
      firstResponse = Math.min(firstResponse, operation.respondedNanos());
      candidates.add(i);
    }
    return candidates;
  }

  private String describe(Configuration farthest) {
    var remaining = candidates(farthest.done).stream()
        .map(i -> operations.get(i).toString())
        .toList();
    return "at " + farthest.register + " none of these is allowed: " + remaining;
  }
}
