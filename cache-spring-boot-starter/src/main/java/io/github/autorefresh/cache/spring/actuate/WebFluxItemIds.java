package io.github.autorefresh.cache.spring.actuate;

import java.util.Arrays;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Takes the cache out of the ids that the operations of {@link AutoRefreshCachesEndpoint} get on
 * WebFlux. There, Boot counts what remains of a path from its first selector on, so that {@code
 * /jobs/a} would be the item {@code jobs/a} of the cache {@code jobs}; on other stacks from the
 * last.
 */
public final class WebFluxItemIds implements OperationInvokerAdvisor {

  private static final EndpointId ENDPOINT = EndpointId.of("autorefreshcaches");

  @Override
  public OperationInvoker apply(
      EndpointId endpoint,
      OperationType operation,
      OperationParameters parameters,
      OperationInvoker invoker) {
    if (!endpoint.equals(ENDPOINT)) {
      return invoker;
    }
    return context -> {
      correct(context.getArguments());
      return invoker.invoke(context);
    };
  }

  private static void correct(Map<String, Object> arguments) {
    if (arguments.get(AutoRefreshCachesEndpoint.ID) instanceof String[] remaining
        && remaining.length > 0
        && remaining[0].equals(arguments.get(AutoRefreshCachesEndpoint.CACHE))) {
      arguments.put(
          AutoRefreshCachesEndpoint.ID, Arrays.copyOfRange(remaining, 1, remaining.length));
    }
  }
}
