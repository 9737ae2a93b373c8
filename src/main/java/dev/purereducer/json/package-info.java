/**
 * Parsing and writing of {@link dev.purereducer.reduce.Json} values, with Jackson's streaming API.
 *
 * <p>Guarantees: every parsed value can be stored, and every stored value can be parsed; {@link
 * dev.purereducer.json.ValueLimits} owns the limits. Text that PostgreSQL's jsonb would reject (U+0000,
 * unpaired surrogates, numbers out of range) is rejected by the parser, with a message that does not
 * contain the text. Imports {@code reduce} only.
 */
@NullMarked
package dev.purereducer.json;

import org.jspecify.annotations.NullMarked;
