package dev.purereducer.trace;

import io.quarkus.logging.LoggingFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Gives a log line's {@code key=value} pairs to the formatter as well, which writes them as members
 * of {@code mdc}. They are read from the line's format, so that a value that looks like another pair
 * makes none.
 */
@LoggingFilter(name = "keys")
public final class LogKeys implements Filter {
  /** A specifier of {@code java.util.Formatter}, and the key before it. */
  private static final Pattern SPECIFIER =
      Pattern.compile("(?:([a-z_]+)=)?%(?:[%n]|([-#+ 0,(]*\\d*(?:\\.\\d+)?[a-zA-Z]))");

  @Override
  public boolean isLoggable(LogRecord line) {
    if (line instanceof ExtLogRecord known
        && known.getFormatStyle() == ExtLogRecord.FormatStyle.PRINTF
        && known.getParameters() != null) {
      var keys = keys(known.getMessage(), known.getParameters());
      if (!keys.isEmpty()) {
        keys.putAll(known.getMdcCopy());
        known.setMdc(keys);
      }
    }
    return true;
  }

  private static Map<String, String> keys(String format, Object[] parameters) {
    Map<String, String> keys = new HashMap<>();
    var specifiers = SPECIFIER.matcher(format);
    int next = 0;
    while (specifiers.find() && next < parameters.length) {
      if (specifiers.group(2) == null) {
        continue;
      }
      var key = specifiers.group(1);
      if (key != null) {
        keys.put(key, String.valueOf(parameters[next]));
      }
      next++;
    }
    return keys;
  }
}
