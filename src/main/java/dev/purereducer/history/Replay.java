package dev.purereducer.history;

import dev.purereducer.history.Verifier.Verification;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonbText;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Replays histories: computes the state at any version, and verifies the stored state. */
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

  /** The state of a workflow at a version. */
  public record StateAt(String workflowKey, String reducer, long version, String stateText) {}

  private final HistoryStore history;
  private final Reducers reducers;

  Replay(HistoryStore history, Reducers reducers) {
    this.history = history;
    this.reducers = reducers;
  }

  /**
   * The state at {@code version}; empty if the workflow has never had that version, or for version 0.
   * The current version is read from the canonical store; an earlier one is computed by folding all
   * actions up to it. Fails with {@link CorruptHistoryException}.
   */
  public Uni<Optional<StateAt>> stateAt(String workflowKey, long version) {
    return history.canonicalRow(workflowKey).chain(found -> {
      if (found.isEmpty() || version < 1 || version > found.get().version()) {
        return Uni.createFrom().item(Optional.empty());
      }
      var head = found.get();
      var reducer = reducers.require(head.reducer(), head.schemaVersion());
      return version == head.version()
          ? Uni.createFrom().item(Optional.of(current(workflowKey, head, reducer)))
          : fold(new Fold<>(workflowKey, reducer), workflowKey, version)
              .map(state -> Optional.of(new StateAt(workflowKey, head.reducer(), version, state)));
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

  private Uni<Verification> verify(String workflowKey, HistoryStore.CanonicalRow head) {
    var reducer = reducers.require(head.reducer(), head.schemaVersion());
    var verifier = new Verifier(workflowKey, head, reducer);
    return history
        .pages(workflowKey, head.version())
        .invoke(page -> page.forEach(verifier::check))
        .onItem()
        .ignoreAsUni()
        .map(_ -> verifier.finish());
  }

  private Uni<String> fold(Fold<?> fold, String workflowKey, long version) {
    return history
        .pages(workflowKey, version)
        .invoke(page -> page.forEach(fold::apply))
        .onItem()
        .ignoreAsUni()
        .map(_ -> {
          if (fold.version() != version) {
            throw new CorruptHistoryException(
                workflowKey, fold.version() + 1, "the history ends before this version");
          }
          return JsonbText.of(fold.encoded());
        });
  }

  private StateAt current(String workflowKey, HistoryStore.CanonicalRow head, Reducer<?> reducer) {
    var text = head.schemaVersion() == reducer.schemaVersion()
        ? JsonbText.compact(head.stateText())
        : JsonbText.of(new Fold<>(workflowKey, reducer)
            .encodeAtCurrentSchema(JsonText.parse(head.stateText()), head.schemaVersion()));
    return new StateAt(workflowKey, head.reducer(), head.version(), text);
  }
}
