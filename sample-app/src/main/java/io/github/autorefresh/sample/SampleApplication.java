package io.github.autorefresh.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The job tracker, by default with a job service of its own inside. */
@SpringBootApplication
public class SampleApplication {

  /** Runs it; arguments as of any Spring Boot application. */
  public static void main(String[] args) {
    SpringApplication.run(SampleApplication.class, args);
  }
}
