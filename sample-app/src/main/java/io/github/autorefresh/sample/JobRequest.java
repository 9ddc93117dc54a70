package io.github.autorefresh.sample;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client asks for; an id of its own makes the request safe to repeat. */
record JobRequest(@Nullable String id, @Nullable String type, @Nullable String input) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  /** The id that was given, or a new one. */
  String idOrNew() {
    if (id == null) {
      return UUID.randomUUID().toString();
    }
    if (!ID.matcher(id).matches()) {
      throw new InvalidJobException("id", "must match " + ID + ", but was \"" + id + "\"");
    }
    return id;
  }

  /** What the job service is to be sent; which types and inputs there are is for it to say. */
  Submission submission(String id) {
    return new Submission(id, required("type", type), required("input", input));
  }

  private static String required(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new InvalidJobException(field, "must not be blank");
    }
    return value;
  }

  /** A job as the job service takes it. */
  record Submission(String id, String type, String input) {}
}
