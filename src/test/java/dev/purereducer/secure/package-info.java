/** Integration tests of the packaged service with tokens, TLS and passwords switched on. */
@NullMarked
package dev.purereducer.secure;

import org.jspecify.annotations.NullMarked;
