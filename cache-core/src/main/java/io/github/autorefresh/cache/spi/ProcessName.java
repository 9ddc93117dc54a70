package io.github.autorefresh.cache.spi;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** How people tell the processes of an application apart. */
public final class ProcessName {

  private ProcessName() {}

  /** Process and host, as in {@code 4711@shop-1}; looked up once, since it may take a while. */
  public static String get() {
    return Name.VALUE;
  }

  private static final class Name {

    private static final String VALUE = ProcessHandle.current().pid() + "@" + host();

    private static String host() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }
  }
}
