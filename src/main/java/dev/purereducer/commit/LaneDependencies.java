package dev.purereducer.commit;

import dev.purereducer.event.OutboxSignal;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.runtime.Heartbeats;
import jakarta.inject.Singleton;

/** Collaborators that all lanes share. */
@Singleton
record LaneDependencies(
    CommitConfig config,
    Reducers reducers,
    ConflictRetry conflictRetry,
    CommitMeters meters,
    OutboxSignal outboxSignal,
    Heartbeats heartbeats,
    HotKeys hotKeys) {}
