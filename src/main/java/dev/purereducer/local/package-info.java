/**
 * Local stack: PostgreSQL and Kafka on this machine, for dev mode and tests.
 *
 * <p>Guarantees: a configured address takes precedence; live reload keeps the servers; they stop
 * after the application; the next run removes the servers and data that a killed run left behind.
 * None of it is in the packaged application: the build leaves this package out of the jar, and the
 * servers' libraries are optional dependencies. Imports no other package of the service, and no
 * package imports it.
 */
@NullMarked
package dev.purereducer.local;

import org.jspecify.annotations.NullMarked;
