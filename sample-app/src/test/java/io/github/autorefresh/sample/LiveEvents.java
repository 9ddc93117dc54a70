package io.github.autorefresh.sample;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What the page is told, line by line, from the snapshot on. */
final class LiveEvents {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Done when the server ends the connection. */
  final CompletableFuture<?> end;

  private LiveEvents(String base) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/live")).build();
    end =
        HttpClient.newHttpClient()
            .sendAsync(request, BodyHandlers.ofLines())
            .thenApply(HttpResponse::body)
            .thenAccept(body -> body.forEach(lines::add));
  }

  /** Returns once the snapshot has come. */
  static LiveEvents follow(String base) {
    LiveEvents events = new LiveEvents(base);
    await().until(() -> events.told("event:snapshot"));
    return events;
  }

  /** The lines so far. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** True if there was a line with all of these. */
  boolean told(String... parts) {
    return lines.stream().anyMatch(line -> Stream.of(parts).allMatch(line::contains));
  }
}
