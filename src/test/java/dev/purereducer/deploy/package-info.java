/**
 * Holds what is under {@code deploy/} to what the build and the service have: read as files, without
 * a container engine or a cluster.
 */
@NullMarked
package dev.purereducer.deploy;

import org.jspecify.annotations.NullMarked;
