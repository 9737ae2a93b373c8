/**
 * PostgreSQL and Kafka on this machine, for dev mode and tests.
 *
 * <p>Guarantees: whatever address is configured is used instead; live reload keeps the servers; they
 * stop after the application, and what a killed run left behind is removed by the next one. None of
 * this is in the packaged application: the build leaves this package out of the jar, and the
 * servers' libraries are optional dependencies. Imports nothing of ours, and nothing imports it.
 */
@NullMarked
package dev.purereducer.local;

import org.jspecify.annotations.NullMarked;
