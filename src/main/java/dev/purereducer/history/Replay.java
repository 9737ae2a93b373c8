package dev.purereducer.history;

import dev.purereducer.history.HistoryStore.CanonicalRow;
import dev.purereducer.history.HistoryStore.RecordedAction;
import dev.purereducer.history.HistoryStore.Snapshot;
import dev.purereducer.history.Verifier.Verification;
import dev.purereducer.json.JsonbText;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replays histories: computes the state at any version, and verifies the stored state. Every action is
 * folded by the reducer version that committed it, from the nearest earlier snapshot.
 */
@ApplicationScoped
public class Replay {
  /**
   * A history that cannot be replayed: an action is missing or unreadable, or the reducer rejects an
   * action that it had accepted and is therefore not pure. The message has the version, but no payload.
   */
  public static final class CorruptHistoryException extends IllegalStateException {
    CorruptHistoryException(String workflowKey, long version, String reason) {
      super("workflow %s, version %d: %s".formatted(workflowKey, version, reason));
    }
  }

  /** A version that was committed by a reducer version that this instance does not have. */
  public static final class ReducerVersionUnavailableException extends RuntimeException {
    private final List<ReadableVersions.Range> readable;

    ReducerVersionUnavailableException(
        String reducer, int reducerVersion, List<ReadableVersions.Range> readable) {
      super(
          "this instance does not have version %d of the reducer %s"
              .formatted(reducerVersion, reducer),
          null,
          false,
          false);
      this.readable = List.copyOf(readable);
    }

    /** The versions of the workflow that can be read here, for example {@code 1-30, 41-50}. */
    public String readableVersions() {
      return String.join(
          ", ", readable.stream().map(range -> range.from() + "-" + range.to()).toList());
    }
  }

  /** The state of a workflow at a version, and the reducer version that committed it. */
  public record StateAt(
      String workflowKey, String reducer, int reducerVersion, long version, String stateText) {}

  private final HistoryStore history;
  private final Reducers reducers;

  Replay(HistoryStore history, Reducers reducers) {
    this.history = history;
    this.reducers = reducers;
  }

  /**
   * The state at {@code version}; empty if the workflow has never had that version, or for version 0.
   * The current state and those of snapshots are stored; others are computed. Fails with {@link
   * CorruptHistoryException} or {@link ReducerVersionUnavailableException}, and for the current state
   * with a NotDeployedException.
   */
  public Uni<Optional<StateAt>> stateAt(String workflowKey, long version) {
    return history.canonicalRow(workflowKey).chain(found -> {
      if (found.isEmpty() || version < 1 || version > found.get().version()) {
        return Uni.createFrom().item(Optional.empty());
      }
      var head = found.get();
      return version == head.version()
          ? Uni.createFrom().item(Optional.of(current(workflowKey, head)))
          : history
              .snapshotUpTo(workflowKey, version)
              .chain(start -> past(workflowKey, head, start.orElse(null), version))
              .map(Optional::of);
    });
  }

  /**
   * Verifies the history of a workflow: its versions, action hashes and hash chain, and that its
   * fold is the canonical state. Empty if there is no such workflow. Actions that are committed
   * during the verification are not included.
   */
  public Uni<Optional<Verification>> verify(String workflowKey) {
    return history
        .canonicalRow(workflowKey)
        .chain(found -> found.isEmpty()
            ? Uni.createFrom().item(Optional.<Verification>empty())
            : verify(workflowKey, found.get()).map(Optional::of));
  }

  private Uni<Verification> verify(String workflowKey, CanonicalRow head) {
    var verifier = new Verifier(workflowKey, head, reducers);
    return history
        .pages(workflowKey, 1, head.version())
        .invoke(page -> page.forEach(verifier::check))
        .onItem()
        .ignoreAsUni()
        .map(_ -> verifier.finish());
  }

  private StateAt current(String workflowKey, CanonicalRow head) {
    var reducer = reducers.require(head.reducer(), head.reducerVersion(), head.schemaVersion());
    var text = stateText(reducer, head.stateText(), head.schemaVersion());
    return new StateAt(workflowKey, head.reducer(), head.reducerVersion(), head.version(), text);
  }

  private Uni<StateAt> past(
      String workflowKey, CanonicalRow head, @Nullable Snapshot start, long version) {
    if (start != null && start.version() == version) {
      return Uni.createFrom().item(stored(workflowKey, head, start));
    }
    var states = new PastStates(workflowKey, head.reducer(), start);
    return history
        .pages(workflowKey, start == null ? 1 : start.version() + 1, version)
        .invoke(page -> page.forEach(states::apply))
        .onItem()
        .ignoreAsUni()
        .map(_ -> states.at(version))
        .onFailure(MissingReducerVersionException.class)
        .recoverWithUni(missing -> unavailable(
            workflowKey, head, ((MissingReducerVersionException) missing).reducerVersion));
  }

  private Uni<StateAt> unavailable(String workflowKey, CanonicalRow head, int reducerVersion) {
    return history
        .snapshotVersions(workflowKey)
        .map(snapshots -> ReadableVersions.of(head, snapshots, reducers))
        .map(readable -> {
          throw new ReducerVersionUnavailableException(head.reducer(), reducerVersion, readable);
        });
  }

  /** The state of a snapshot: as it is stored, if its reducer version is not here. */
  private StateAt stored(String workflowKey, CanonicalRow head, Snapshot snapshot) {
    var reducer = reducers.find(head.reducer(), snapshot.reducerVersion());
    var text = reducer == null || !Fold.canDecode(reducer, snapshot.schemaVersion())
        ? JsonbText.compact(snapshot.stateText())
        : stateText(reducer, snapshot.stateText(), snapshot.schemaVersion());
    return new StateAt(
        workflowKey, head.reducer(), snapshot.reducerVersion(), snapshot.version(), text);
  }

  private static String stateText(Reducer<?> reducer, String storedText, int schemaVersion) {
    return schemaVersion == reducer.schemaVersion()
        ? JsonbText.compact(storedText)
        : JsonbText.of(Fold.encodedByReducer(reducer, storedText, schemaVersion));
  }

  /** The fold from a snapshot, by the reducer version of the first action after it. */
  private final class PastStates {
    private final String workflowKey;
    private final String reducer;
    private final @Nullable Snapshot start;
    private @Nullable Fold<?> fold;

    PastStates(String workflowKey, String reducer, @Nullable Snapshot start) {
      this.workflowKey = workflowKey;
      this.reducer = reducer;
      this.start = start;
    }

    void apply(RecordedAction entry) {
      var current = fold;
      if (current == null) {
        current = begin(entry.reducerVersion());
        fold = current;
      }
      current.apply(entry);
    }

    private Fold<?> begin(int reducerVersion) {
      var committedBy = reducers.find(reducer, reducerVersion);
      if (committedBy == null
          || (start != null && !Fold.canDecode(committedBy, start.schemaVersion()))) {
        throw new MissingReducerVersionException(reducerVersion);
      }
      return new Fold<>(workflowKey, committedBy, start);
    }

    StateAt at(long version) {
      if (fold == null || fold.version() != version) {
        throw new CorruptHistoryException(
            workflowKey,
            fold == null ? version : fold.version() + 1,
            "the history ends before this version");
      }
      int reducerVersion = fold.reducer().version();
      var text = JsonbText.of(fold.encoded());
      return new StateAt(workflowKey, reducer, reducerVersion, version, text);
    }
  }

  private static final class MissingReducerVersionException extends RuntimeException {
    private final int reducerVersion;

    MissingReducerVersionException(int reducerVersion) {
      super(null, null, false, false);
      this.reducerVersion = reducerVersion;
    }
  }
}
