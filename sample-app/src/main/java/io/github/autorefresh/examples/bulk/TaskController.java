package io.github.autorefresh.examples.bulk;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.ItemDeletedException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Requests that are answered once something has ended. They return a future, so that no thread is
 * held. However many requests wait for a task, it is polled as often as without them.
 */
@RestController
class TaskController {

  private final AutoRefreshCache<Task> tasks;
  private final TaskClient client;

  TaskController(AutoRefreshCache<Task> tasks, TaskClient client) {
    this.tasks = tasks;
    this.client = client;
  }

  /** Submits so many tasks, and answers how many ended how. */
  @PostMapping("/batches")
  CompletableFuture<Map<String, Long>> batch(@RequestParam(defaultValue = "10000") int size) {
    String batch = UUID.randomUUID().toString();
    List<CompletableFuture<Task>> ends =
        IntStream.range(0, size)
            .mapToObj(i -> tasks.getOrCreate(batch + "-" + i, client::submit))
            .map(task -> tasks.await(task.id(), Task::isTerminal))
            .toList();
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                ends.stream()
                    .map(CompletableFuture::join)
                    .collect(groupingBy(Task::status, counting())));
  }

  /** Answers once the task has ended; at once if it has. */
  @GetMapping("/tasks/{id}/end")
  CompletableFuture<Task> end(@PathVariable String id) {
    return tasks.await(id, Task::isTerminal);
  }

  @ExceptionHandler(ItemDeletedException.class)
  @ResponseStatus(HttpStatus.NOT_FOUND)
  void unknown() {}
}
