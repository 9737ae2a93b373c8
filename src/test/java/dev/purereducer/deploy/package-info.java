/**
 * Tests of the files under {@code deploy/} against the build and the service, without a container
 * engine or a cluster.
 */
@NullMarked
package dev.purereducer.deploy;

import org.jspecify.annotations.NullMarked;
