package io.github.autorefresh.sample;

import io.github.autorefresh.cache.CacheFullException;
import io.github.autorefresh.cache.CacheUnavailableException;
import io.github.autorefresh.cache.ItemDeletedException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * What went wrong, as problem details (RFC 9457), also where Spring MVC itself refuses a request.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

  private static final String RETRY_AFTER_SECONDS = "1";

  @ExceptionHandler
  ProblemDetail unknown(UnknownJobException e) {
    return problem(HttpStatus.NOT_FOUND, "Unknown job", e.getMessage());
  }

  /** What was waited for has left the cache meanwhile. */
  @ExceptionHandler
  ProblemDetail gone(ItemDeletedException e) {
    return problem(HttpStatus.NOT_FOUND, "Unknown job", e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail invalid(InvalidRequestException e) {
    return invalid(e.field(), e.getMessage());
  }

  @Override
  protected ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemDetail problem = invalid("body", "body must be a JSON object");
    return ResponseEntity.badRequest().headers(headers).body(problem);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unavailable(JobServiceUnavailableException e) {
    return tryLater("Job service unavailable", e);
  }

  /** In shared mode, while Redis is away. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> unavailable(CacheUnavailableException e) {
    return tryLater("Cache unavailable", e);
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
    ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, "Invalid request", detail);
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
