/**
 * Access to PostgreSQL: connection pool and connect options, schema migration, classification of SQL
 * errors, the database's clock, the sizes of its tables.
 *
 * <p>Guarantees: the schema is up to date before the service is ready; no pooled connection waits
 * longer than its read timeout for the server. Imports no other package of this project.
 */
@NullMarked
package dev.purereducer.database;

import org.jspecify.annotations.NullMarked;
