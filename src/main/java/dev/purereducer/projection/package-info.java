/**
 * The materializer: builds the read models from the committed events.
 *
 * <p>Guarantees (I6): a read model's version never falls, however often and in whatever order
 * events come; the read models of a batch are written before or together with the watermark that
 * covers them, in one transaction, and the batch is acknowledged after that; while PostgreSQL is
 * down the batch waits and nothing is skipped. An event that cannot become a read model is set
 * aside with its reason and stops no other (I9): its workflow keeps its older read model until a
 * later event of it can be projected, and readers who ask for the newer version get it from the
 * canonical store.
 *
 * <p>Imports {@code reduce}, {@code json}, {@code event}, {@code loop}, {@code role}, {@code
 * database}, {@code replay} and {@code trace}.
 */
@NullMarked
package dev.purereducer.projection;

import org.jspecify.annotations.NullMarked;
