package io.github.autorefresh.cache.spring.redis.script;

import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.arguments;
import static io.github.autorefresh.cache.spring.redis.script.ScriptRunner.flag;

import io.github.autorefresh.cache.CacheUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's signs of life, which are answered with the status of the store; and who has given one
 * lately. Run as {@link ScriptRunner} says. Thread-safe.
 */
public final class HeartbeatScripts {

  private static final Logger log = LoggerFactory.getLogger(HeartbeatScripts.class);

  private final ScriptRunner runner;
  private final DoubleSupplier demand;

  /**
   * What this runner runs.
   *
   * @param demand items per second that are demanded; negative if not known
   */
  public HeartbeatScripts(ScriptRunner runner, DoubleSupplier demand) {
    this.runner = runner;
    this.demand = demand;
  }

  /**
   * Is told once a second how the store is, or why that is not known.
   *
   * @param takesPart asked before; false to ask nothing this time
   * @param otherwise is called then
   * @return ends this
   */
  public Runnable listen(
      BooleanSupplier takesPart, Consumer<StoreStatus> statuses, Runnable otherwise) {
    Heartbeat.Participant participant =
        new Heartbeat.Participant() {
          private Session.InEpoch asked = runner.session().current();
          private long before;

          @Override
          public SharedConnection.@Nullable Run ask(boolean sign) {
            if (!takesPart.getAsBoolean()) {
              otherwise.run();
              return null;
            }
            asked = runner.session().current();
            before = asked.acknowledged().get();
            return runner.toRun(Script.HEARTBEAT, asked.epoch(), heartbeatArguments(sign));
          }

          @Override
          @SuppressWarnings("unchecked") // every script returns an array
          public void heard(Object answer) {
            if (answer instanceof Exception e) {
              var unused = runner.failed(e); // which availability knows now
              return;
            }
            try {
              statuses.accept(
                  status(
                      asked.epoch(),
                      runner.result((List<@Nullable Object>) answer, asked, before)));
            } catch (CacheUnavailableException e) {
              log.debug("Cache \"{}\": no heartbeat", runner.cache(), e);
            }
          }
        };
    runner.connection().heartbeat().add(participant);
    return () -> runner.connection().heartbeat().remove(participant);
  }

  /** Sends one; returns how the store is. Atomic. */
  public StoreStatus send(boolean sign) {
    Epoch epoch = runner.session().epoch();
    return status(epoch, runner.run(Script.HEARTBEAT, epoch, heartbeatArguments(sign)));
  }

  private List<byte[]> heartbeatArguments(boolean sign) {
    return arguments(flag(sign), runner.handlerMicros(), demand.getAsDouble());
  }

  private StoreStatus status(Epoch epoch, ScriptResult result) {
    long sequence = result.number();
    long overdue = result.number();
    long late = result.number();
    String missing = result.text();
    boolean unchecked = result.flag();
    long now = result.number();
    StoreStatus status =
        new StoreStatus(
            sequence,
            overdue,
            late,
            missing,
            unchecked,
            now,
            result.number(),
            result.number(),
            outage(result),
            new SettingsOfEpoch(epoch, result.settings()),
            result.number(),
            result.number(),
            result.stretch(now));
    runner.handlerKnownFor(status.handlerMicros());
    return status;
  }

  private static @Nullable OutageState outage(ScriptResult result) {
    OutageState state =
        new OutageState(
            result.number(),
            (int) result.number(),
            (int) result.number(),
            result.number(),
            result.flag(),
            result.flag(),
            result.text());
    return state.since() < 0 ? null : state;
  }

  /** The names of the replicas whose last heartbeat is not longer ago than this. Atomic. */
  public List<String> members(long microsSinceHeartbeat) {
    ScriptResult result = runner.run(Script.MEMBERS, arguments(microsSinceHeartbeat));
    List<String> names = new ArrayList<>();
    while (result.hasMore()) {
      names.add(result.text());
    }
    return names;
  }
}
