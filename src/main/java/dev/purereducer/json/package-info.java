/**
 * Parsing and writing of {@link dev.purereducer.reduce.Json} values, with Jackson's streaming API.
 *
 * <p>Guarantees: every parsed value can be stored. Text that PostgreSQL's jsonb would reject (U+0000,
 * unpaired surrogates, numbers out of range) is rejected by the parser, with a message that does not
 * contain the text. Imports {@code reduce} only.
 */
@NullMarked
package dev.purereducer.json;

import org.jspecify.annotations.NullMarked;
