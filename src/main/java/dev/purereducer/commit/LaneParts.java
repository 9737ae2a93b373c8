package dev.purereducer.commit;

import dev.purereducer.event.Doorbell;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.loop.Heartbeats;
import dev.purereducer.reduce.Reducers;
import jakarta.inject.Singleton;

/** What all lanes share. */
@Singleton
record LaneParts(
    CommitConfig config,
    Reducers reducers,
    ConflictRetry retry,
    CommitMeters meters,
    Doorbell doorbell,
    Heartbeats heartbeats,
    HotKeys hotKeys) {}
