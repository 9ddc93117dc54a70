package io.github.autorefresh.sample.live;

import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** A server-sent event, written down once for however many browsers get it. */
record Frame(String event, String json) {

  private static final MediaType JSON =
      MediaType.parseMediaType(MediaType.APPLICATION_JSON_VALUE + ";charset=UTF-8");

  /** How long a browser that lost its connection waits before it tries again. */
  private static final long RECONNECT_MILLIS = 1000;

  static Frame of(String event, Object data, JsonMapper mapper) {
    return new Frame(event, mapper.writeValueAsString(data));
  }

  SseEmitter.SseEventBuilder toEvent() {
    return SseEmitter.event().name(event).reconnectTime(RECONNECT_MILLIS).data(json, JSON);
  }
}
