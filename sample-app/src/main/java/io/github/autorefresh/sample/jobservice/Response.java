package io.github.autorefresh.sample.jobservice;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A status, headers of its own, and a body to write as JSON. */
record Response(int status, Map<String, String> headers, Object body) {

  static Response ok(Object body) {
    return new Response(200, Map.of(), body);
  }

  static Response created(String location, Object body) {
    return new Response(201, Map.of("Location", location), body);
  }

  void send(HttpExchange exchange, JsonMapper json) throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
