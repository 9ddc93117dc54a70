package io.github.autorefresh.cache.bench.figure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Wall time and processor time since a moment. */
final class Clock {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long began = System.nanoTime();
  private final long cpuAtFirst = SYSTEM.getProcessCpuTime();

  double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  /** How many cores this JVM has kept busy. */
  double cores() {
    return (SYSTEM.getProcessCpuTime() - cpuAtFirst) / 1e9 / seconds();
  }

  static void sleep(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1e3));
  }
}
