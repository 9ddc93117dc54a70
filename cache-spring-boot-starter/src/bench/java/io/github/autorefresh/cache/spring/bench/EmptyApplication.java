package io.github.autorefresh.cache.spring.bench;

import java.lang.management.ManagementFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** An application of nothing, which prints how long it took from the start of its JVM. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class EmptyApplication {

  static final String MARK = "READY\t";

  public static void main(String[] arguments) {
    run(EmptyApplication.class);
  }

  static void run(Class<?> application) {
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(WebApplicationType.NONE);
    app.run();
    long began = ManagementFactory.getRuntimeMXBean().getStartTime();
    System.out.println(MARK + (System.currentTimeMillis() - began));
    System.exit(0);
  }
}
