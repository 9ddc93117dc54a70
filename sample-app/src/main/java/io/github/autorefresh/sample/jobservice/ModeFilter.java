package io.github.autorefresh.sample.jobservice;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import tools.jackson.databind.json.JsonMapper;

/** Plays slow, failing or gone before the handler that does the work. The mode is any thread's. */
final class ModeFilter extends Filter {

  private final Pace.Sleeper sleeper;
  private volatile ServiceMode mode = ServiceMode.NORMAL;

  ModeFilter(Pace.Sleeper sleeper) {
    this.sleeper = sleeper;
  }

  ServiceMode mode() {
    return mode;
  }

  void mode(ServiceMode mode) {
    this.mode = mode;
  }

  @Override
  public String description() {
    return "plays slow, failing or gone";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    switch (mode) {
      case NORMAL -> chain.doFilter(exchange);
      case SLOW -> {
        dawdle();
        chain.doFilter(exchange);
      }
      case FAILING -> fail(exchange);
      case GONE -> exchange.close();
    }
  }

  private void dawdle() throws InterruptedIOException {
    try {
      sleeper.sleep(ServiceMode.SLOWNESS_MILLIS * 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the service closes");
    }
  }

  private static void fail(HttpExchange exchange) throws IOException {
    try {
      Refusal.internalError().reply().send(exchange, JsonMapper.shared());
    } finally {
      exchange.close();
    }
  }
}
