package io.github.autorefresh.sample.jobservice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends the handling of a request with an error response. It needs no stack trace: it is not a
 * fault.
 */
final class Refusal extends RuntimeException {

  /** An error in JSON; the field is there if one of the request's fields is to blame. */
  record Body(String error, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String field) {}

  private final transient Response response;

  private Refusal(int status, Map<String, String> headers, String error, @Nullable String field) {
    super(error, null, false, false);
    this.response = new Response(status, headers, new Body(error, field));
  }

  static Refusal badField(String field, String problem) {
    return new Refusal(400, Map.of(), field + " " + problem, field);
  }

  static Refusal notFound(String what) {
    return new Refusal(404, Map.of(), what + " not found", null);
  }

  static Refusal methodNotAllowed(String allowed) {
    return new Refusal(405, Map.of("Allow", allowed), "allowed here: " + allowed, null);
  }

  static Refusal tooLarge(int maxBytes) {
    return new Refusal(413, Map.of(), "body must be at most " + maxBytes + " bytes", "body");
  }

  static Refusal tooManyRequests(int retryAfterSeconds) {
    Map<String, String> headers = Map.of("Retry-After", String.valueOf(retryAfterSeconds));
    return new Refusal(429, headers, "too many requests", null);
  }

  static Refusal internalError() {
    return new Refusal(500, Map.of(), "internal error", null);
  }

  static Refusal unavailable(String reason) {
    return new Refusal(503, Map.of("Retry-After", "1"), reason, null);
  }

  Response response() {
    return response;
  }
}
