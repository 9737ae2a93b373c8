package dev.purereducer.trace;

import io.quarkus.logging.LoggingFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Log filter that copies the {@code key=value} pairs of a line to its MDC, for the JSON formatter.
 * The keys are read from the format string, so a value that looks like a pair adds no key.
 */
@LoggingFilter(name = "keys")
public final class LogKeys implements Filter {
  /** A specifier of {@link java.util.Formatter}, with the key before it. */
  private static final Pattern SPECIFIER =
      Pattern.compile("(?:([a-z_]+)=)?%(?:[%n]|([-#+ 0,(]*\\d*(?:\\.\\d+)?[a-zA-Z]))");

  @Override
  public boolean isLoggable(LogRecord record) {
    if (record instanceof ExtLogRecord line
        && line.getFormatStyle() == ExtLogRecord.FormatStyle.PRINTF
        && line.getParameters() != null) {
      var keys = keys(line.getMessage(), line.getParameters());
      if (!keys.isEmpty()) {
        keys.putAll(line.getMdcCopy());
        line.setMdc(keys);
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
