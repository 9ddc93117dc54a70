package io.github.autorefresh.sample;

import io.github.autorefresh.cache.AutoRefreshCache;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Jobs over HTTP. No request polls the job service: what is read, is read from the cache. */
@RestController
@RequestMapping("/jobs")
class JobsController {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final AutoRefreshCache<Job> jobs;
  private final JobServiceClient jobService;

  JobsController(AutoRefreshCache<Job> jobs, JobServiceClient jobService) {
    this.jobs = jobs;
    this.jobService = jobService;
  }

  /** However often it is asked, also at once: one id is submitted once. */
  @PostMapping
  ResponseEntity<Job> create(@RequestBody JobRequest request) {
    String id = request.idOrNew();
    AtomicBoolean created = new AtomicBoolean();
    Job job =
        jobs.getOrCreate(
            id,
            newId -> {
              Job submitted = jobService.submit(request.submission(newId));
              created.set(true);
              return submitted;
            });
    return created.get()
        ? ResponseEntity.created(URI.create("/jobs/" + id)).body(job)
        : ResponseEntity.ok(job);
  }

  @GetMapping("/{id}")
  Job get(@PathVariable String id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw new UnknownJobException(id);
    }
    return job;
  }

  @GetMapping
  List<Job> list() {
    return jobs.entries().map(entry -> entry.item()).toList();
  }

  /**
   * Has a job synced ahead of its time, and answers with what that found; with 202 if the sync is
   * not done soon, which the rate limit decides.
   */
  @PostMapping("/{id}/refresh")
  CompletableFuture<ResponseEntity<Job>> refresh(@PathVariable String id) {
    Job known = get(id);
    return jobs.refresh(id)
        .thenApply(
            job -> {
              if (job == null) {
                throw new UnknownJobException(id);
              }
              return ResponseEntity.ok(job);
            })
        .completeOnTimeout(
            ResponseEntity.accepted().body(known), LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Cancels a job, and answers once the cache has seen it, so that the next read sees it too. It
   * holds no thread meanwhile, and answers anyway if the job service is slow to confirm.
   */
  @DeleteMapping("/{id}")
  CompletableFuture<ResponseEntity<Void>> cancel(@PathVariable String id) {
    get(id);
    jobService.cancel(id);
    return jobs.refresh(id)
        .orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
        .handle((job, error) -> ResponseEntity.noContent().build());
  }
}
