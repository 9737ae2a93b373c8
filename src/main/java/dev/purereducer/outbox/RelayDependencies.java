package dev.purereducer.outbox;

import dev.purereducer.runtime.Heartbeats;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;

/** What a relay runs in. */
@Singleton
record RelayDependencies(Vertx vertx, Heartbeats heartbeats, PublishMeters meters) {}
