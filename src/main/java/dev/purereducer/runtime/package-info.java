/**
 * Building blocks for background work, and the roles of an instance.
 *
 * <p>Guarantees: a {@link dev.purereducer.runtime.Loop} never runs two steps at once, survives
 * every failure of a step, and records a heartbeat only for a step that succeeded, so a loop that
 * hangs or keeps failing is visible to the health checks. A task of {@link
 * dev.purereducer.runtime.Maintenance} affects no other loop and not the health checks; its failures
 * are counted. Imports no other package of the service.
 */
@NullMarked
package dev.purereducer.runtime;

import org.jspecify.annotations.NullMarked;
