package io.github.autorefresh.sample.jobservice;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running job service: an HTTP server on the loopback address, and workers that compute.
 *
 * <pre>{@code
 * POST   /jobs {"id", "type", "input"}   201 and the job; 200 and the job that has this id already
 * GET    /jobs/{id}                      200 and the job
 * GET    /jobs?ids=a,b,c                 200 and a list of the known ones, of at most 200 ids
 * DELETE /jobs/{id}                      200 and the job, cancelled unless it had ended
 * GET    /types                          200 and a list of {"name", "description", "example"}
 * }</pre>
 *
 * <p>A job is {@code {"id", "type", "input", "status", "progress", "result", "error"}} with a
 * progress from 0 to 1. Its status is {@code QUEUED} or {@code RUNNING}, then {@code SUCCEEDED} (it
 * has a result), {@code FAILED} (it has an error) or {@code CANCELLED} for good.
 *
 * <p>An error is {@code {"error", "field"}}, the field only if one is to blame: 400 for a bad field
 * or body, 404 for an unknown id or path, 405, 413, 500, and 503 when too many jobs are unfinished.
 *
 * <p>It can be made slow, throttled, failing or gone for a while, to see how clients bear it:
 * {@link #mode(ServiceMode)}.
 *
 * <p>Thread-safe. It keeps the JVM alive until it is closed; its workers don't.
 */
public final class JobService implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(JobService.class.getName());

  /**
   * The JDK's server writes the head and the body of a response separately. Unless this property,
   * which is read once in a JVM, says not to delay, every body waits 40 ms for the client to
   * acknowledge the head.
   */
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  /** Enough for a slow service to be slow to everybody, and not to be overloaded as well. */
  private static final int HTTP_THREADS = 64;

  private static final int BACKLOG = 1024;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final HttpServer server;
  private final URI uri;
  private final ExecutorService requests;
  private final Jobs jobs;
  private final ModeFilter mode = new ModeFilter(TimeUnit.NANOSECONDS::sleep);
  private final AtomicBoolean closed = new AtomicBoolean();

  private JobService(HttpServer server, JobServiceSettings settings, List<WorkType> types) {
    this.server = server;
    this.uri = uri(server.getAddress());
    this.jobs = new Jobs(settings);
    this.requests =
        Executors.newFixedThreadPool(HTTP_THREADS, new DaemonThreads("job-service-http"));
    server.createContext("/", new JobsHandler(jobs, types)).getFilters().add(mode);
    server.setExecutor(requests);
  }

  /**
   * Starts a service with the default settings on this port, or on any free one if it is 0.
   *
   * @throws UncheckedIOException if the port can't be had
   */
  public static JobService start(int port) {
    return start(JobServiceSettings.defaults().withPort(port));
  }

  /**
   * Starts a service.
   *
   * @throws UncheckedIOException if the port can't be had
   */
  public static JobService start(JobServiceSettings settings) {
    return start(settings, WorkType.all());
  }

  static JobService start(JobServiceSettings settings, List<WorkType> types) {
    JobService service = new JobService(bind(settings.port()), settings, types);
    service.server.start();
    return service;
  }

  private static URI uri(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + bracketed + ":" + address.getPort());
  }

  private static HttpServer bind(int port) {
    System.getProperties().putIfAbsent(NO_DELAY, "true");
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      return HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("job service can't listen on " + address, e);
    }
  }

  /** Where it listens, with the port it really has and without a path. */
  public URI uri() {
    return uri;
  }

  /** How it answers now; {@link ServiceMode#NORMAL} from the start. */
  public ServiceMode mode() {
    return mode.mode();
  }

  /** Changes how it answers, from the next request on. */
  public void mode(ServiceMode mode) {
    this.mode.mode(mode);
  }

  /**
   * Stops listening, interrupts the jobs that run, and waits up to 5 s for them to stop. What the
   * service knew is lost. Closing it again does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.stop(0);
    requests.shutdownNow();
    try {
      if (!jobs.close(CLOSE_TIMEOUT)) {
        LOG.log(Level.WARNING, "a job still runs after {0}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
