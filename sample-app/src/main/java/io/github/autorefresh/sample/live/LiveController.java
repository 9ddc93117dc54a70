package io.github.autorefresh.sample.live;

import java.util.concurrent.RejectedExecutionException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The feed over HTTP. */
@RestController
class LiveController {

  private static final String RETRY_AFTER_SECONDS = "5";

  private final LiveFeed<?> feed;

  LiveController(LiveFeed<?> feed) {
    this.feed = feed;
  }

  @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> live() {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(feed.connect());
  }

  @ExceptionHandler
  ResponseEntity<Void> full(RejectedExecutionException e) {
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .build();
  }
}
