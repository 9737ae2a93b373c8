/**
 * What operators look at: health, the shape of the meters, hot keys, and the re-check of a workflow.
 *
 * <p>Health answers within a bound whatever hangs, never blocks an event loop, and names no address,
 * user or message of another system: what failed is named by the kind of its failure. May import
 * any package; none imports this one.
 */
@NullMarked
package dev.purereducer.health;

import org.jspecify.annotations.NullMarked;
