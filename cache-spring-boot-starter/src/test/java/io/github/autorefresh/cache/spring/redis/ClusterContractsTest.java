package io.github.autorefresh.cache.spring.redis;

import io.github.autorefresh.cache.Job;
import io.github.autorefresh.cache.spi.HandlerMarksContract;
import io.github.autorefresh.cache.spi.ItemStore;
import io.github.autorefresh.cache.spi.ItemStoreContract;
import io.github.autorefresh.cache.spi.StoreContext;
import io.github.autorefresh.cache.spi.StretchContract;
import io.github.autorefresh.cache.spi.SyncHistoriesContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** What every store must do is done by one in a cluster, too. */
@Tag("long")
@EnabledIf(
    value = "io.github.autorefresh.cache.spring.redis.ProcessRedis#isOnPath",
    disabledReason = "there is no redis-server on the path to make a cluster of")
class ClusterContractsTest {

  private static final StoresForTests STORES =
      new StoresForTests() {
        @Override
        public LettuceConnectionFactory connections() {
          return connections;
        }
      };

  @TempDir private static Path directory;
  private static RedisCluster cluster;
  private static LettuceConnectionFactory connections;

  @BeforeAll
  static void startCluster() {
    cluster = new RedisCluster(directory);
    connections = cluster.connect();
  }

  @AfterAll
  static void endCluster() {
    connections.destroy();
    cluster.close();
  }

  @Nested
  class Items extends ItemStoreContract {

    @Override
    protected ItemStore<Job> newStore(StoreContext<Job> context) {
      return STORES.newStore(context, Job.class, time);
    }

    @Override
    protected void lookAgain(ItemStore<Job> store) {
      ((RedisItemStore<Job>) store).heartbeat();
    }
  }

  @Nested
  class Marks extends HandlerMarksContract {

    @Override
    protected ItemStore<Job> newStore(StoreContext<Job> context) {
      return STORES.newStore(context, Job.class, time);
    }
  }

  @Nested
  class Stretch extends StretchContract {

    @Override
    protected ItemStore<Job> newStore(StoreContext<Job> context) {
      return STORES.newExactStore(context, Job.class, time);
    }

    @Override
    protected void lookAgain(ItemStore<Job> store) {
      ((RedisItemStore<Job>) store).heartbeat();
    }
  }

  @Nested
  class Histories extends SyncHistoriesContract {

    @Override
    protected ItemStore<Job> newStore(StoreContext<Job> context) {
      return STORES.newStore(context, Job.class, time);
    }
  }

  @Nested
  class Outages extends RedisOutageContract {

    @Override
    StoresForTests stores() {
      return STORES;
    }
  }
}
