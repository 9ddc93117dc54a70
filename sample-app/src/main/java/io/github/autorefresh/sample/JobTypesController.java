package io.github.autorefresh.sample;

import io.github.autorefresh.sample.JobServiceClient.JobType;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the form offers. The job service is asked until it has answered once: kinds don't change.
 */
@RestController
class JobTypesController {

  private final JobServiceClient jobService;
  private volatile List<JobType> types = List.of();

  JobTypesController(JobServiceClient jobService) {
    this.jobService = jobService;
  }

  @GetMapping("/job-types")
  List<JobType> types() {
    List<JobType> known = types;
    if (known.isEmpty()) {
      known = jobService.types();
      types = known;
    }
    return known;
  }
}
