package io.github.autorefresh.cache.spring;

import io.github.autorefresh.cache.CacheItem;
import io.github.autorefresh.cache.CacheSyncBatch;
import io.github.autorefresh.cache.SyncResult;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Syncs items of a type that only this package sees. */
@Configuration(proxyBeanMethods = false)
public class ReceiptSync {

  record Receipt(String id) implements CacheItem {}

  @Bean
  CacheSyncBatch<Receipt> receipts() {
    return items -> items.stream().map(SyncResult::updated).toList();
  }
}
