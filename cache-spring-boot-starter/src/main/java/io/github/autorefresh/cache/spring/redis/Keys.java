package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * The names of the keys of one cache. The braces make all of them fall into one hash slot, so that
 * a script can use them together on Redis Cluster too.
 *
 * @param all in the order that the scripts know
 * @param channel where changes are published
 */
record Keys(List<byte[]> all, String channel) {

  private static final List<String> NAMES =
      List.of(
          "epoch", "control", "meta", "data", "errors", "due", "rest", "changes", "gone", "graves",
          "makers", "tokens");

  static Keys of(String prefix, String cache) {
    String slot = "{" + prefix + ":" + cache + "}:";
    return new Keys(
        NAMES.stream().map(name -> (slot + name).getBytes(UTF_8)).toList(), slot + "feed");
  }
}
