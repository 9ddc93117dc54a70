package io.github.autorefresh.cache.spring.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisScriptingCommands;

/** Shows a test each answer of a script before the replica has it. Thread-safe if the test is. */
interface InterceptedAnswers {

  /**
   * A script has answered; what is returned is what the replica gets.
   *
   * @param arguments of {@code eval} or {@code evalSha}
   */
  Object answered(Object[] arguments, Object answer) throws InterruptedException;

  /** The same connections, but for the answers. */
  default RedisConnectionFactory of(RedisConnectionFactory connections) {
    return proxy(connections, RedisConnectionFactory.class);
  }

  private <C> C proxy(Object target, Class<C> type) {
    return type.cast(
        Proxy.newProxyInstance(
            InterceptedAnswers.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                Object result = method.invoke(target, arguments);
                return switch (method.getName()) {
                  case "getConnection" -> proxy(result, RedisConnection.class);
                  case "scriptingCommands" -> proxy(result, RedisScriptingCommands.class);
                  case "eval", "evalSha" -> answered(arguments, result);
                  default -> result;
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
