package io.github.autorefresh.sample.jobservice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a job service as any client would: over HTTP, knowing its address only. */
final class HttpCalls {

  /** What came back; the body is parsed. */
  record Answer(int status, HttpResponse<String> response) {

    JsonNode body() {
      return JsonMapper.shared().readTree(response.body());
    }

    String text(String field) {
      return body().path(field).asString();
    }

    List<String> texts(String field) {
      return body().valueStream().map(element -> element.path(field).asString()).toList();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI uri;

  HttpCalls(URI uri) {
    this.uri = uri;
  }

  Answer submit(String id, String type, String input) {
    return post(
        JsonMapper.shared()
            .createObjectNode()
            .put("id", id)
            .put("type", type)
            .put("input", input)
            .toString());
  }

  Answer post(String body) {
    return send("POST", "/jobs", body);
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer cancel(String id) {
    return send("DELETE", "/jobs/" + id, "");
  }

  String status(String id) {
    return get("/jobs/" + id).text("status");
  }

  Answer send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .timeout(TIMEOUT)
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
