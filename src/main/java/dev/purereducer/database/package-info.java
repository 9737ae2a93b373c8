/**
 * The way to PostgreSQL: connect options shared by all who talk to it, and the schema's migrations.
 * Imports nothing of ours.
 */
@NullMarked
package dev.purereducer.database;

import org.jspecify.annotations.NullMarked;
