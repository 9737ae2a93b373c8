/**
 * Hot-key statistics: bounded counts per key over a sliding window.
 *
 * <p>Guarantees: memory is bounded for any set of keys; a count is never too low, and too high by
 * at most its stated error; a key with a share above {@code 1 / capacity} of a lane is never
 * missing.
 */
@NullMarked
package dev.purereducer.hotkey;

import org.jspecify.annotations.NullMarked;
