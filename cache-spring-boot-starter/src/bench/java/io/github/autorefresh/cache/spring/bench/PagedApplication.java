package io.github.autorefresh.cache.spring.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.autorefresh.cache.AutoRefreshCache;
import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.FirstSync;
import io.github.autorefresh.cache.engine.AutoRefreshCacheBuilder;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A web application with a cache of as many items as the first argument says, none of them due
 * soon; the others are properties. Prints its port, the processor time until it was ready, and its
 * heap then; ends with its standard input.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PagedApplication {

  static final String MARK = "READY\t";

  private record Thing(String id) implements CacheItem {}

  @Bean
  AutoRefreshCache<Thing> things() {
    return AutoRefreshCacheBuilder.named("things")
        .unlimited()
        .resyncPeriod(Duration.ofHours(10))
        .firstSync(FirstSync.SCHEDULED)
        .build((Thing thing) -> thing);
  }

  public static void main(String[] arguments) throws Exception {
    String[] properties = Arrays.copyOfRange(arguments, 1, arguments.length);
    ConfigurableApplicationContext context =
        SpringApplication.run(PagedApplication.class, properties);
    var os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpuMillis = os.getProcessCpuTime() / 1_000_000;
    long heap = heapInUse();
    @SuppressWarnings("unchecked") // there is no other
    AutoRefreshCache<Thing> things = context.getBean("things", AutoRefreshCache.class);
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      things.getOrCreate(new Thing("thing-" + i));
    }
    String port = context.getEnvironment().getProperty("local.server.port");
    System.out.println(MARK + port + "\t" + cpuMillis + "\t" + heap);
    while (System.in.read() >= 0) {
      // until who measures is done
    }
    System.exit(0);
  }

  private static long heapInUse() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
