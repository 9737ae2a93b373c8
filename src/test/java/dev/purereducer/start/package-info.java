/** Start-up time of the packaged service, with and without the JDK's AOT cache. */
@NullMarked
package dev.purereducer.start;

import org.jspecify.annotations.NullMarked;
