package io.github.autorefresh.examples.bulk;

import io.github.autorefresh.cache.SyncResult;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClient;

/** The external system: it takes one task per call, and returns up to 200 of them per call. */
record TaskClient(RestClient http) {

  Task submit(String id) {
    Map<String, String> task = Map.of("id", id, "type", "primes", "input", "1000");
    return found(http.post().uri("/jobs").body(task).retrieve().body(Task.class));
  }

  /**
   * What the cache calls, with as many tasks as are due, up to {@code max-batch}. A task that is
   * not answered for would count as failed; this one knows that those are gone.
   */
  Collection<SyncResult<Task>> latest(List<Task> tasks) {
    String ids = tasks.stream().map(Task::id).collect(Collectors.joining(","));
    Task[] answer = http.get().uri("/jobs?ids={ids}", ids).retrieve().body(Task[].class);
    Map<String, Task> found =
        Arrays.stream(found(answer)).collect(Collectors.toMap(Task::id, Function.identity()));
    return tasks.stream()
        .map(
            task -> {
              Task latest = found.get(task.id());
              return latest == null
                  ? SyncResult.<Task>deleted(task.id())
                  : SyncResult.updated(latest);
            })
        .toList();
  }

  private static <R> R found(@Nullable R answer) {
    if (answer == null) {
      throw new IllegalStateException("an answer without a body");
    }
    return answer;
  }
}
