package io.github.autorefresh.sample;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, as it came; an id of its own makes the request safe to repeat. Every
 * field is looked at when it is needed, and not before: a job that exists is answered whatever they
 * say.
 */
record JobRequest(@Nullable Object id, @Nullable Object type, @Nullable Object input) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** The id that was given, or a new one. */
  String idOrNew() {
    if (id == null) {
      return UUID.randomUUID().toString();
    }
    String given = text("id", id);
    if (!ID.matcher(given).matches()) {
      throw new InvalidRequestException("id", "must match " + ID + ", but was \"" + given + "\"");
    }
    return given;
  }

  /** What the job service is to be sent; which types and inputs there are is for it to say. */
  Submission submission(String id) {
    return new Submission(id, required("type", type), required("input", input));
  }

  private static String required(String field, @Nullable Object value) {
    String text = value == null ? "" : text(field, value);
    if (text.isBlank()) {
      throw new InvalidRequestException(field, "must not be blank");
    }
    return text;
  }

  private static String text(String field, Object value) {
    if (value instanceof String || value instanceof Number) {
      return value.toString();
    }
    throw new InvalidRequestException(field, "must be text or a number");
  }

  /** A job as the job service takes it. */
  record Submission(String id, String type, String input) {}
}
