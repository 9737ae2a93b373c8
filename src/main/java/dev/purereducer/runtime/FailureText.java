package dev.purereducer.runtime;

/**
 * Text of a failure for a log line: its class, its message and the line of code that threw it. Never
 * throws, whatever the failure does: it may be an exception of a reducer.
 */
public final class FailureText {
  private static final int MAX_MESSAGE_CHARS = 500;

  private FailureText() {}

  public static String of(Throwable failure) {
    return failure.getClass().getName() + message(failure) + origin(failure);
  }

  private static String message(Throwable failure) {
    try {
      var message = failure.getMessage();
      if (message == null) {
        return "";
      }
      return ": " + message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
    } catch (Throwable _) {
      return ": its message cannot be read";
    }
  }

  /** The first stack frame outside of the JDK, which an author can look up; else the first. */
  private static String origin(Throwable failure) {
    try {
      var frames = failure.getStackTrace();
      for (var frame : frames) {
        if (!isJdk(frame)) {
          return " at " + frame;
        }
      }
      return frames.length == 0 ? "" : " at " + frames[0];
    } catch (Throwable _) {
      return "";
    }
  }

  private static boolean isJdk(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.");
  }
}
