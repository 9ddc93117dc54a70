package io.github.autorefresh.sample;

import java.util.List;
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

  /** A kind of job, one line on what it computes, and an input to try. */
  record JobType(String name, String description, String example) {}

  private final RestClient http;

  JobServiceClient(RestClient http) {
    this.http = http;
  }

  /**
   * Submits a job; one that the service knows by that id already is not begun again.
   *
   * @throws InvalidRequestException if the service refuses it
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

  /** What kinds of jobs the service offers. */
  List<JobType> types() {
    return asked(
        () -> {
          JobType[] types = http.get().uri("/types").retrieve().body(JobType[].class);
          return types == null ? List.of() : List.of(types);
        });
  }

  private static <R extends @Nullable Object> R asked(Supplier<R> question) {
    try {
      return question.get();
    } catch (HttpClientErrorException.TooManyRequests e) {
      throw JobServiceUnavailableException.throttled(e);
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

  private static InvalidRequestException invalid(HttpClientErrorException refusal) {
    Map<?, ?> problem = refusal.getResponseBodyAs(Map.class);
    if (problem != null
        && problem.get("field") instanceof String field
        && problem.get("error") instanceof String error) {
      return new InvalidRequestException(field, withoutName(field, error));
    }
    return new InvalidRequestException("body", HttpStatus.BAD_REQUEST.getReasonPhrase());
  }

  /** The service's errors begin with the field; so do ours. */
  private static String withoutName(String field, String error) {
    return error.startsWith(field + " ") ? error.substring(field.length() + 1) : error;
  }
}
