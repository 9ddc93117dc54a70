package io.github.autorefresh.cache.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Threads that repeat a piece of work each until they are closed. */
final class Loops implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private final Consumer<BooleanSupplier> body;
  private final int count;
  private volatile boolean running = true;

  /** The body is handed whether to go on, for passes that take long. */
  Loops(int count, Consumer<BooleanSupplier> body) {
    this.count = count;
    this.body = body;
  }

  void start() {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::loop, "loop-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void loop() {
    while (running) {
      body.accept(() -> running);
    }
  }

  @Override
  public void close() {
    running = false;
    threads.forEach(Thread::interrupt);
  }
}
