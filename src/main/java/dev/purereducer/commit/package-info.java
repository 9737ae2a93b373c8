/**
 * The commit path: lanes, per-key turns, group commit, retries, and the canonical store.
 *
 * <p>Guarantees: a workflow's version rises by one per committed action (I1); state, dedup, history
 * and outbox of an action are written in one transaction or not at all (I3); one action id has at
 * most one effect (I4); actions of one key that were submitted one after another are committed in
 * that order (I7). May import {@code reduce}, {@code json}, {@code event}, {@code database}, {@code
 * hotkey}, {@code loop}, {@code role} and {@code trace}.
 */
@NullMarked
package dev.purereducer.commit;

import org.jspecify.annotations.NullMarked;
