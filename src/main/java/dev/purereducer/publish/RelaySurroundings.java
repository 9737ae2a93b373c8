package dev.purereducer.publish;

import dev.purereducer.loop.Heartbeats;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;

/** What a relay runs in. */
@Singleton
record RelaySurroundings(Vertx vertx, Heartbeats heartbeats, PublishMeters meters) {}
