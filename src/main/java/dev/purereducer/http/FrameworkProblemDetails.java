package dev.purereducer.http;

/** What to say of the refusals that come from the frameworks below and not from our own code. */
final class FrameworkProblemDetails {
  private FrameworkProblemDetails() {}

  static String of(ProblemType type) {
    return switch (type) {
      case UNAUTHENTICATED -> "this needs a valid bearer token in Authorization";
      case FORBIDDEN -> "the caller has not the role for this";
      case NOT_FOUND -> "no resource has this path";
      case METHOD_NOT_ALLOWED -> "this resource has other methods";
      case NOT_ACCEPTABLE -> "the header Accept excludes every form of the answer";
      case UNSUPPORTED_MEDIA_TYPE ->
        "the header Content-Type names no form that is understood here";
      case TOO_LARGE -> "the body is larger than this service takes";
      case BAD_REQUEST -> "the path, a parameter or a header can not be read";
      default -> type.title();
    };
  }

  /** Quarkus REST takes a Content-Type that is none for a bug of the service's. */
  static boolean isBadMediaType(IllegalArgumentException failure) {
    var message = failure.getMessage();
    return message != null && message.startsWith("Failed to parse media type");
  }

  static Problem ofStatus(int status) {
    var type = ProblemType.ofStatus(status);
    return Problem.of(type, of(type));
  }

  static Problem unforeseen(String correlationId) {
    return Problem.of(ProblemType.INTERNAL, "the correlation id leads to what is in the log")
        .with("correlation_id", correlationId);
  }
}
