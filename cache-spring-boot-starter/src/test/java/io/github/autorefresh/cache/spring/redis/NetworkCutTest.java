package io.github.autorefresh.cache.spring.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spring.redis.script.Availability;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The network between replicas and Redis goes away and comes back. Nobody is told: no connection is
 * reset, and whatever is sent vanishes.
 */
@NeedsRedis(inDocker = true)
class NetworkCutTest extends TwoReplicas {

  private final DockerRedis docker = (DockerRedis) redis;

  NetworkCutTest() {
    super(DockerRedis.onNetworkOfItsOwn());
  }

  @Test
  void networkThatIsCut() {
    docker.cut();
    assertThatReadsGoOnAndCreatesFail();
    assertThat(Availability.rootMessage(one.stats().storeFailure())).doesNotContain("Interrupted");
    docker.mend();
    assertThatAllGoesOnByItself();
    assertThat(one.stats().restored() + two.stats().restored()).as("nothing was lost").isZero();
  }

  @Test
  void newsArriveAgainAfterTheNetworkWasCut() {
    replicas.settings = replicas.settings.withReconcileInterval(Duration.ofHours(1));
    var listener = replica(); // hears of others by the subscription alone
    await().until(() -> listener.size() == ITEMS);
    docker.cut();
    await().until(() -> listener.stats().storeFailure() != null);
    docker.mend();
    await().until(() -> listener.stats().storeFailure() == null);
    await().until(() -> one.stats().storeFailure() == null);
    one.getOrCreate(Job.of("new"));
    await().until(() -> listener.get("new") != null);
  }
}
