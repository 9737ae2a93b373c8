/**
 * PostgreSQL and Kafka on this machine, for dev mode and tests. Never in the packaged application:
 * nothing links to this package, and the servers' libraries are optional dependencies.
 */
@NullMarked
package dev.purereducer.local;

import org.jspecify.annotations.NullMarked;
