package io.github.autorefresh.cache.spring.autoconfigure;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.CacheSyncItem;
import io.github.autorefresh.cache.RetryAfterException;
import io.github.autorefresh.cache.SyncResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Takes an HTTP server at its word: a 429, and a 503 with {@code Retry-After}, that a Spring client
 * has thrown, is a {@link RetryAfterException}. It may be the cause of what the sync throws, or of
 * a {@link SyncResult.Failed}, up to {@value #DEPTH} causes deep.
 *
 * <p>A 429 that does not say for how long, and a date that is past, hold for zero time: the rate
 * goes down all the same. A 503 that does not say so is a failure as any other. Thread-safe.
 */
final class RetryAfterTranslation {

  private static final int DEPTH = 8;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final String RETRY_AFTER = "Retry-After";
  private static final String DATE = "Date";

  private final List<Client> clients = new ArrayList<>();
  private final InstantSource time;

  /**
   * Knows the clients that are on the class path of this loader.
   *
   * @param time what dates are compared with if the server does not say what time it has
   */
  RetryAfterTranslation(@Nullable ClassLoader loader, InstantSource time) {
    this.time = time;
    if (isPresent("org.springframework.web.client.RestClientResponseException", loader)) {
      clients.add(new BlockingClient());
    }
    if (isPresent(
        "org.springframework.web.reactive.function.client.WebClientResponseException", loader)) {
      clients.add(new ReactiveClient());
    }
  }

  private static boolean isPresent(String type, @Nullable ClassLoader loader) {
    return ClassUtils.isPresent(type, loader);
  }

  /** How a server has refused a request. */
  private record Refusal(int status, @Nullable String retryAfter, @Nullable String date) {}

  /** Reads the exceptions of one client; its class is loaded only if the client is there. */
  private interface Client {
    @Nullable Refusal read(Throwable thrown);
  }

  /** {@code RestClient} and {@code RestTemplate}. */
  private static final class BlockingClient implements Client {

    @Override
    public @Nullable Refusal read(Throwable thrown) {
      if (!(thrown instanceof RestClientResponseException answer)) {
        return null;
      }
      var headers = answer.getResponseHeaders();
      return new Refusal(
          answer.getStatusCode().value(),
          headers == null ? null : headers.getFirst(RETRY_AFTER),
          headers == null ? null : headers.getFirst(DATE));
    }
  }

  /** {@code WebClient}. */
  private static final class ReactiveClient implements Client {

    @Override
    public @Nullable Refusal read(Throwable thrown) {
      if (!(thrown instanceof WebClientResponseException answer)) {
        return null;
      }
      var headers = answer.getHeaders();
      return new Refusal(
          answer.getStatusCode().value(), headers.getFirst(RETRY_AFTER), headers.getFirst(DATE));
    }
  }

  /** The same function, whose refusals are translated. */
  <T extends CacheItem> CacheSyncItem<T> translated(CacheSyncItem<T> sync) {
    return clients.isEmpty()
        ? sync
        : item -> {
          try {
            return sync.sync(item);
          } catch (Throwable thrown) {
            RetryAfterException refused = translate(thrown);
            if (refused != null) {
              throw refused;
            }
            throw thrown;
          }
        };
  }

  /** The same function, whose refusals are translated, those of single items too. */
  <T extends CacheItem> CacheSyncBatch<T> translatedBatch(CacheSyncBatch<T> sync) {
    return clients.isEmpty()
        ? sync
        : items -> {
          try {
            return translated(sync.sync(items));
          } catch (Throwable thrown) {
            RetryAfterException refused = translate(thrown);
            if (refused != null) {
              throw refused;
            }
            throw thrown;
          }
        };
  }

  /** Reads them one by one, so that the results before one that throws still count. */
  @SuppressWarnings("NullAway") // the application may answer null, which is the cache's to refuse
  private <T extends CacheItem> Collection<SyncResult<T>> translated(
      Collection<SyncResult<T>> results) {
    if (results == null) {
      return null;
    }
    return new AbstractCollection<>() {
      @Override
      public Iterator<SyncResult<T>> iterator() {
        Iterator<SyncResult<T>> each = results.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public SyncResult<T> next() {
            return translated(each.next());
          }
        };
      }

      @Override
      public int size() {
        return results.size();
      }
    };
  }

  private <T extends CacheItem> SyncResult<T> translated(SyncResult<T> result) {
    if (result instanceof SyncResult.Failed<T> failed) {
      RetryAfterException refused = translate(failed.cause());
      return refused == null ? result : SyncResult.failed(failed.id(), refused);
    }
    return result;
  }

  /** What this says in the cache's words; null if it is a failure as any other. */
  @SuppressWarnings("CatchThrowable") // an exception of the application's may throw when looked at
  @Nullable RetryAfterException translate(Throwable thrown) {
    try {
      Throwable cause = thrown;
      for (int depth = 0; cause != null && depth <= DEPTH; depth++) {
        Duration wait = wait(cause);
        if (wait != null) {
          return cause == thrown && thrown instanceof RetryAfterException
              ? null // nothing to translate
              : new RetryAfterException(wait, thrown);
        }
        cause = cause.getCause();
      }
    } catch (Throwable broken) {
      // then it is a failure as any other
    }
    return null;
  }

  /** How long somebody says that is to be waited; null if this is none who says so. */
  private @Nullable Duration wait(Throwable thrown) {
    if (thrown instanceof RetryAfterException told) {
      return told.retryAfter();
    }
    for (Client client : clients) {
      Refusal refusal = client.read(thrown);
      if (refusal != null) {
        return wait(refusal);
      }
    }
    return null;
  }

  private @Nullable Duration wait(Refusal refusal) {
    Duration told = RetryAfterHeader.read(refusal.retryAfter(), refusal.date(), time.instant());
    return switch (refusal.status()) {
      case TOO_MANY_REQUESTS -> told == null ? Duration.ZERO : told;
      case SERVICE_UNAVAILABLE -> told;
      default -> null;
    };
  }
}
