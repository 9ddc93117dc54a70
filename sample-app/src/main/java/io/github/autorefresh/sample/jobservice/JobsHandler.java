package io.github.autorefresh.sample.jobservice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service over HTTP, as {@link JobService} describes it: reads a request, asks {@link Jobs},
 * and responds. It does nothing but that, so that a {@link com.sun.net.httpserver.Filter} before it
 * can play slow or broken.
 */
final class JobsHandler implements HttpHandler {

  private static final System.Logger LOG = System.getLogger(JobsHandler.class.getName());

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final int MAX_INPUT = 10_000;
  private static final int MAX_IDS = 200;
  private static final String JOB = "/jobs/";

  private final Jobs jobs;
  private final List<WorkType> types;
  private final JsonMapper json = JsonMapper.shared();

  JobsHandler(Jobs jobs, List<WorkType> types) {
    this.jobs = jobs;
    this.types = List.copyOf(types);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try {
      response(exchange).send(exchange, json);
    } finally {
      exchange.close();
    }
  }

  private Response response(HttpExchange exchange) throws IOException {
    try {
      return route(exchange);
    } catch (Refusal refusal) {
      return refusal.response();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "request failed: " + exchange.getRequestURI(), e);
      return Refusal.internalError().response();
    }
  }

  private Response route(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/jobs")) {
      return switch (method) {
        case "POST" -> submit(exchange.getRequestBody());
        case "GET", "HEAD" -> list(exchange.getRequestURI().getQuery());
        default -> throw Refusal.methodNotAllowed("GET, POST");
      };
    }
    if (path.startsWith(JOB)) {
      String id = path.substring(JOB.length());
      return switch (method) {
        case "GET", "HEAD" -> known(id, jobs.find(id));
        case "DELETE" -> known(id, jobs.cancel(id));
        default -> throw Refusal.methodNotAllowed("GET, DELETE");
      };
    }
    if (path.equals("/types")) {
      return switch (method) {
        case "GET", "HEAD" -> Response.ok(types);
        default -> throw Refusal.methodNotAllowed("GET");
      };
    }
    throw Refusal.notFound(path);
  }

  /** A known id is answered whatever else the body says. */
  private Response submit(InputStream stream) throws IOException {
    RequestBody body = RequestBody.read(stream, json);
    String id = body.text("id");
    if (!ID.matcher(id).matches()) {
      throw Refusal.badField("id", "must be 1 to 100 of A-Z a-z 0-9 . _ -");
    }
    JobView known = jobs.find(id);
    if (known != null) {
      return Response.ok(known);
    }
    WorkType type = type(body.text("type"));
    String input = body.text("input");
    Work work = work(type, input);
    try {
      Jobs.Submitted submitted = jobs.submit(id, type.name(), input, work);
      return submitted.isNew()
          ? Response.created(JOB + id, submitted.job())
          : Response.ok(submitted.job());
    } catch (RejectedExecutionException e) {
      throw Refusal.unavailable("no room for another job: try again later");
    }
  }

  private WorkType type(String name) {
    return types.stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.badField(
                    "type", "must be one of " + types.stream().map(WorkType::name).toList()));
  }

  private static Work work(WorkType type, String input) {
    if (input.length() > MAX_INPUT) {
      throw Refusal.badField("input", "must be at most " + MAX_INPUT + " characters long");
    }
    try {
      return type.toWork().apply(input);
    } catch (IllegalArgumentException e) {
      throw Refusal.badField("input", Objects.requireNonNullElse(e.getMessage(), "is not valid"));
    }
  }

  private Response list(@Nullable String query) {
    String[] ids = ids(query == null ? "" : query).split(",", MAX_IDS + 1);
    if (ids.length > MAX_IDS) {
      throw Refusal.badField("ids", "must be at most " + MAX_IDS);
    }
    return Response.ok(
        Arrays.stream(ids).distinct().map(jobs::find).filter(Objects::nonNull).toList());
  }

  private static String ids(String query) {
    return Arrays.stream(query.split("&", -1))
        .filter(parameter -> parameter.startsWith("ids="))
        .map(parameter -> parameter.substring("ids=".length()))
        .findFirst()
        .orElseThrow(() -> Refusal.badField("ids", "must be given, as in /jobs?ids=a,b,c"));
  }

  private static Response known(String id, @Nullable JobView job) {
    if (job == null) {
      throw Refusal.notFound("job " + id);
    }
    return Response.ok(job);
  }
}
