package io.github.autorefresh.sample.jobservice;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON object that a request carries. What is wrong with it is refused by name. */
record RequestBody(JsonNode object) {

  static final int MAX_BYTES = 64 * 1024;

  static RequestBody read(InputStream stream, JsonMapper json) throws IOException {
    byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw Refusal.tooLarge(MAX_BYTES);
    }
    JsonNode node = parse(bytes, json);
    if (node == null || !node.isObject()) {
      throw Refusal.badField("body", "must be a JSON object");
    }
    return new RequestBody(node);
  }

  String text(String field) {
    JsonNode value = object.path(field);
    if (!value.isString()) {
      throw Refusal.badField(field, "must be a string");
    }
    return value.stringValue();
  }

  private static @Nullable JsonNode parse(byte[] bytes, JsonMapper json) {
    try {
      return json.readTree(bytes);
    } catch (JacksonException malformed) {
      return null;
    }
  }
}
