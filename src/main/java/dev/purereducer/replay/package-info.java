/**
 * States computed again from the history, by folding a workflow's actions through its reducer.
 * Imports {@code reduce}, {@code json} and {@code database}.
 */
@NullMarked
package dev.purereducer.replay;

import org.jspecify.annotations.NullMarked;
