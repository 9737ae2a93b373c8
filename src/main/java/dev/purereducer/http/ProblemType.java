package dev.purereducer.http;

/** The types of problems with their HTTP statuses. A released code is never renamed. */
public enum ProblemType {
  BAD_REQUEST("bad-request", 400, "The request is malformed"),
  MALFORMED_ACTION("malformed-action", 400, "The action is malformed"),
  BAD_WORKFLOW_KEY("bad-workflow-key", 400, "The workflow key is invalid"),
  UNAUTHENTICATED("unauthenticated", 401, "Authentication is required"),
  FORBIDDEN("forbidden", 403, "Access is denied"),
  NOT_FOUND("not-found", 404, "Not found"),
  NOT_SETTLED("not-settled", 404, "The action is not settled"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed here"),
  NOT_ACCEPTABLE("not-acceptable", 406, "No acceptable representation"),
  REQUEST_TIMEOUT("request-timeout", 408, "The request took too long"),
  STALE_EPOCH("stale-epoch", 409, "The epoch is older than the current one"),
  STALE_LEASE("stale-lease", 409, "The lease is held by another writer"),
  VERSION_NOT_REACHED("version-not-reached", 409, "The workflow is not at that version yet"),
  ALREADY_REDRIVEN("already-redriven", 409, "The dead letter has already been redriven"),
  PAST_REDUCER_VERSION_UNAVAILABLE(
      "reducer-version-unavailable", 409, "This instance cannot compute that version"),
  STALE_VERSION("stale-version", 412, "The workflow is at another version"),
  TOO_LARGE("too-large", 413, "The request is too large"),
  URI_TOO_LONG("uri-too-long", 414, "The address is too long"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The content type is not supported"),
  OLDER_THAN_DEDUP_WINDOW(
      "older-than-dedup-window", 422, "The action is older than action ids are kept"),
  UNKNOWN_REDUCER("unknown-reducer", 422, "No reducer has this name"),
  REJECTED("rejected", 422, "The action was rejected"),
  QUEUE_FULL("queue-full", 429, "Too many actions are waiting"),
  TOO_MANY_READERS("too-many-readers", 429, "Too many readers are waiting"),
  TOO_MANY_REQUESTS("too-many-requests", 429, "The namespace is over its rate limit"),
  HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large"),
  DAMAGED_HISTORY("damaged-history", 500, "The history cannot be replayed"),
  INTERNAL("internal", 500, "Internal error"),
  GAVE_UP("gave-up", 503, "Every attempt met a version conflict"),
  STORE_UNAVAILABLE("store-unavailable", 503, "The database is not available"),
  BROKER_UNAVAILABLE("broker-unavailable", 503, "The broker is not available"),
  ROLE_OFF("role-off", 503, "This instance does not have the required role"),
  REDUCER_VERSION_UNAVAILABLE(
      "reducer-version-unavailable", 503, "Another instance has the reducer"),
  OVERLOADED("overloaded", 503, "The service is overloaded"),
  UNAVAILABLE("unavailable", 503, "The service is not available");

  private static final String URI_PREFIX = "urn:pure-reducer:problem:";

  private final String code;
  private final int status;
  private final String title;

  ProblemType(String code, int status, String title) {
    this.code = code;
    this.status = status;
    this.title = title;
  }

  /** The end of the type's URI, and its name in meters and dead letters. */
  public String code() {
    return code;
  }

  public String uri() {
    return URI_PREFIX + code;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The general type for a status that a framework has chosen. */
  public static ProblemType ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> REQUEST_TIMEOUT;
      case 413 -> TOO_LARGE;
      case 414 -> URI_TOO_LONG;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 431 -> HEADERS_TOO_LARGE;
      case 503 -> UNAVAILABLE;
      default -> status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL;
    };
  }
}
