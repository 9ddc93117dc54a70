package io.github.autorefresh.cache.spring.actuate;

import java.util.Collection;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** An operation that can't be done as asked for; carries its own answer. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** So that an answer does not grow with what was sent. */
  private static final int LONGEST_QUOTE = 100;

  private final transient WebEndpointResponse<Problem> response;

  private Refusal(int status, Problem problem) {
    super(problem.detail(), null, false, false); // an answer, not an error: nobody reads its trace
    response = new WebEndpointResponse<>(problem, status);
  }

  /** A field that is not as it must be. */
  static Refusal badField(String field, String detail) {
    return badRequest("Bad field", detail, field);
  }

  /** A field that is not as it must be: it "must be" what {@code rule} says. */
  static Refusal badValue(String field, String rule, String value) {
    return badField(field, field + " must be " + rule + ", but was " + quoted(value));
  }

  /** A field that would contradict the path or repeat it. */
  static Refusal alsoInPath(String field) {
    return badField(field, field + " is told by the path, and must not be sent besides");
  }

  /** Nothing is wrong with the request, but the cache can't do it. */
  static Refusal impossible(RuntimeException reason) {
    return badRequest("Not possible", String.valueOf(reason.getMessage()), "cache");
  }

  private static Refusal badRequest(String title, String detail, String field) {
    return new Refusal(WebEndpointResponse.STATUS_BAD_REQUEST, new Problem(title, detail, field));
  }

  static Refusal unknownCache(String name, Collection<String> known) {
    String those = known.isEmpty() ? "there are none" : "there are " + String.join(", ", known);
    return notFound("Unknown cache", "No cache is named " + quoted(name) + "; " + those, "cache");
  }

  static Refusal unknownItem(String cache, String id) {
    return notFound("Unknown item", "No item of cache " + cache + " has id " + quoted(id), "id");
  }

  private static Refusal notFound(String title, String detail, String field) {
    return new Refusal(WebEndpointResponse.STATUS_NOT_FOUND, new Problem(title, detail, field));
  }

  WebEndpointResponse<?> response() {
    return response;
  }

  private static String quoted(String value) {
    return value.length() <= LONGEST_QUOTE
        ? "'" + value + "'"
        : "'" + value.substring(0, LONGEST_QUOTE) + "…' (" + value.length() + " characters)";
  }
}
