package io.github.autorefresh.sample;

import io.github.autorefresh.sample.jobservice.JobService;
import io.github.autorefresh.sample.jobservice.ServiceMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes the job service inside this application slow, throttled, failing or gone, so that one can
 * watch what the cache makes of it. There is no such thing for one elsewhere.
 */
@RestController
@Conditional(NoJobServiceElsewhere.class)
@RequestMapping("/job-service/mode")
class JobServiceController {

  private static final List<String> MODES =
      Arrays.stream(ServiceMode.values()).map(JobServiceController::text).toList();

  /** In JSON, for reading and changing alike. */
  record Mode(@Nullable Object mode) {}

  private final JobService jobService;

  JobServiceController(JobService jobService) {
    this.jobService = jobService;
  }

  @GetMapping
  Mode mode() {
    return new Mode(text(jobService.mode()));
  }

  @PutMapping
  Mode change(@RequestBody Mode wanted) {
    if (!(wanted.mode() instanceof String mode) || !MODES.contains(mode)) {
      throw new InvalidRequestException("mode", "must be one of " + MODES);
    }
    jobService.mode(ServiceMode.valueOf(mode.toUpperCase(Locale.ROOT)));
    return mode();
  }

  private static String text(ServiceMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
