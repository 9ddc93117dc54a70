package io.github.autorefresh.cache.spring.redis;

import org.junit.jupiter.api.extension.RegisterExtension;

class RedisOutageStoreContractTest extends RedisOutageContract {

  @RegisterExtension static final RedisForTests REDIS = new RedisForTests();

  @Override
  StoresForTests stores() {
    return REDIS;
  }
}
