/**
 * Which keys this process has most work with: counts of a bounded size over a sliding window.
 *
 * <p>Guarantees: memory is bounded whatever the keys are; a count is never too low, and too high by
 * no more than it says; a key with more than its share of {@code 1 / capacity} of a lane is never
 * missing. Imports nothing of ours.
 */
@NullMarked
package dev.purereducer.hotkey;

import org.jspecify.annotations.NullMarked;
