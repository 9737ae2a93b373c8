/** Integration tests of the packaged service on real PostgreSQL and Kafka processes. */
@NullMarked
package dev.purereducer.cluster;

import org.jspecify.annotations.NullMarked;
