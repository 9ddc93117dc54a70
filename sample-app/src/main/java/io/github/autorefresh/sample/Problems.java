package io.github.autorefresh.sample;

import io.github.autorefresh.cache.CacheFullException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What went wrong, as problem details (RFC 9457). */
@RestControllerAdvice
class Problems {

  private static final String RETRY_AFTER_SECONDS = "1";

  @ExceptionHandler
  ProblemDetail unknown(UnknownJobException e) {
    return problem(HttpStatus.NOT_FOUND, "Unknown job", e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail invalid(InvalidJobException e) {
    return invalid(e.field(), e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail unreadable(HttpMessageNotReadableException e) {
    return invalid(
        "body", "body must be a JSON object with type, input and optionally id, all text");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unavailable(JobServiceUnavailableException e) {
    return tryLater("Job service unavailable", e);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(CacheFullException e) {
    return tryLater("Too many jobs", e);
  }

  private static ResponseEntity<ProblemDetail> tryLater(String title, Exception e) {
    HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
    return ResponseEntity.status(status)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .body(problem(status, title, e.getMessage()));
  }

  private static ProblemDetail invalid(String field, @Nullable String detail) {
    ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, "Invalid job", detail);
    problem.setProperty("field", field);
    return problem;
  }

  private static ProblemDetail problem(HttpStatus status, String title, @Nullable String detail) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setTitle(title);
    problem.setDetail(detail);
    return problem;
  }
}
