/** How fast the packaged service starts, as it is and with the JDK's AOT cache. */
@NullMarked
package dev.purereducer.start;

import org.jspecify.annotations.NullMarked;
