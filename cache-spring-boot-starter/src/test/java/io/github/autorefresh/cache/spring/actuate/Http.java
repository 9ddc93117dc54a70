package io.github.autorefresh.cache.spring.actuate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests as they are, malformed ones too: no client library stands in the way. */
final class Http {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final int port;
  private final String base;

  Http(int port, String base) {
    this.port = port;
    this.base = base;
  }

  int port() {
    return port;
  }

  record Answer(int status, String contentType, String body) {

    JsonNode json() {
      return JSON.readTree(body);
    }

    boolean isJson() {
      return contentType.contains("json");
    }
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer delete(String path) {
    return send("DELETE", path, null);
  }

  Answer post(String path, String json) {
    return send("POST", path, json);
  }

  /** With HTTP/1.0, so that the answer ends with the connection and is not chunked. */
  Answer send(String method, String path, @Nullable String json) {
    byte[] body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
    String type = json == null ? "" : "Content-Type: application/json\r\n";
    String head =
        method
            + " "
            + base
            + path
            + " HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n"
            + type
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
      request.writeBytes(body);
      // At once: who does not like the head may answer and close before a body comes.
      request.writeTo(socket.getOutputStream());
      return parsed(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    }
  }

  private static Answer parsed(String response) {
    int end = response.indexOf("\r\n\r\n");
    String[] head = response.substring(0, end).split("\r\n", -1);
    String type = "";
    for (String line : head) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-type:")) {
        type = line.substring("content-type:".length()).trim();
      }
    }
    return new Answer(
        Integer.parseInt(head[0].split(" ", -1)[1]), type, response.substring(end + 4));
  }
}
