package io.github.autorefresh.sample;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * The job service, over HTTP.
 *
 * <p>Every method throws {@link JobServiceUnavailableException} if it can't be asked.
 */
class JobServiceClient {

  private final RestClient http;

  JobServiceClient(RestClient http) {
    this.http = http;
  }

  /**
   * Submits a job; one that the service knows by that id already is not begun again.
   *
   * @throws InvalidJobException if the service refuses it
   */
  Job submit(JobRequest.Submission job) {
    return asked(
        () -> {
          try {
            return found(http.post().uri("/jobs").body(job).retrieve().body(Job.class));
          } catch (HttpClientErrorException.BadRequest refusal) {
            throw invalid(refusal);
          }
        });
  }

  /** The job as it is now, or null if the service does not know it: what the cache calls. */
  @Nullable Job latest(Job job) {
    return asked(
        () -> {
          try {
            return http.get().uri("/jobs/{id}", job.id()).retrieve().body(Job.class);
          } catch (HttpClientErrorException.NotFound unknown) {
            return null;
          }
        });
  }

  /** Cancels a job, unless it has ended. */
  void cancel(String id) {
    asked(() -> http.delete().uri("/jobs/{id}", id).retrieve().toBodilessEntity());
  }

  private static <R extends @Nullable Object> R asked(Supplier<R> question) {
    try {
      return question.get();
    } catch (RestClientException e) {
      throw new JobServiceUnavailableException(e);
    }
  }

  private static Job found(@Nullable Job job) {
    if (job == null) {
      throw new RestClientException("an answer without a job");
    }
    return job;
  }

  private static InvalidJobException invalid(HttpClientErrorException refusal) {
    Map<?, ?> problem = refusal.getResponseBodyAs(Map.class);
    if (problem != null && problem.get("field") instanceof String field) {
      return new InvalidJobException(field, String.valueOf(problem.get("error")));
    }
    return new InvalidJobException("body", HttpStatus.BAD_REQUEST.getReasonPhrase());
  }
}
