package dev.purereducer.history;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The state of a workflow as of any version, and the proof that the stored one is right. */
@ApplicationScoped
public class Replay {
  /** A state and the version it is of. */
  public record StateAt(String workflowKey, String reducer, long version, String stateText) {}

  private final HistoryStore history;
  private final Reducers reducers;

  Replay(HistoryStore history, Reducers reducers) {
    this.history = history;
    this.reducers = reducers;
  }

  /**
   * Empty when the workflow never reached {@code version}; version 0 is no state of a workflow.
   * Fails with {@link CorruptHistoryException}. The current version is read; an earlier one costs the fold
   * of all actions up to it.
   */
  public Uni<Optional<StateAt>> stateAt(String workflowKey, long version) {
    return history.head(workflowKey).chain(found -> {
      if (found.isEmpty() || version < 1 || version > found.get().version()) {
        return Uni.createFrom().item(Optional.empty());
      }
      var head = found.get();
      var reducer = reducer(head.reducer());
      return version == head.version()
          ? Uni.createFrom().item(Optional.of(current(workflowKey, head, reducer)))
          : fold(new Fold<>(workflowKey, reducer), workflowKey, version)
              .map(state -> Optional.of(new StateAt(workflowKey, head.reducer(), version, state)));
    });
  }

  /**
   * Checks a workflow's history against itself and against the canonical state; empty when there is
   * no such workflow. Actions that are committed meanwhile are not looked at.
   */
  public Uni<Optional<Verification>> verify(String workflowKey) {
    return history
        .head(workflowKey)
        .chain(found -> found.isEmpty()
            ? Uni.createFrom().item(Optional.<Verification>empty())
            : verify(workflowKey, found.get()).map(Optional::of));
  }

  private Uni<Verification> verify(String workflowKey, HistoryStore.CanonicalRow head) {
    var verifier = new Verifier(workflowKey, head, reducer(head.reducer()));
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
                workflowKey, fold.version() + 1, "the history ends before it");
          }
          return JsonText.text(fold.encoded());
        });
  }

  private StateAt current(String workflowKey, HistoryStore.CanonicalRow head, Reducer<?> reducer) {
    var text = head.schemaVersion() == reducer.schemaVersion()
        ? head.stateText()
        : JsonText.text(new Fold<>(workflowKey, reducer)
            .encodeAtCurrentSchema(JsonText.parse(head.stateText()), head.schemaVersion()));
    return new StateAt(workflowKey, head.reducer(), head.version(), text);
  }

  private Reducer<?> reducer(String name) {
    var reducer = reducers.find(name);
    if (reducer == null) {
      throw new IllegalStateException("this service has no reducer named " + name);
    }
    return reducer;
  }
}
