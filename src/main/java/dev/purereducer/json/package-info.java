/**
 * JSON text to {@link dev.purereducer.reduce.Json} values and back, by Jackson's streaming API.
 *
 * <p>What is parsed here can be stored: text that PostgreSQL's jsonb would refuse (U+0000, lone
 * surrogates, numbers out of range) is refused at the door. Imports {@code reduce} only.
 */
@NullMarked
package dev.purereducer.json;

import org.jspecify.annotations.NullMarked;
