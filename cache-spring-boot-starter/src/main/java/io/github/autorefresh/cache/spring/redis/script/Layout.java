package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * The names of keys and channel of one cache, in the layout that {@code prelude.lua} describes. The
 * braces make all of them fall into one hash slot, so that a script can use them together on Redis
 * Cluster too.
 *
 * @param keys in the order that the scripts know
 */
record Layout(String slot, List<byte[]> keys) {

  /** Of keys, packed fields, messages and channel; raised whenever one of them changes. */
  static final int VERSION = 1;

  private static final List<String> NAMES =
      List.of(
          "control",
          "replicas",
          "items",
          "states",
          "errors",
          "due",
          "terminal",
          "changes",
          "tombstones",
          "removals",
          "reservations",
          "tokens",
          "marks",
          "handling");

  static Layout of(String prefix, String cache) {
    String slot = "{" + prefix + ":" + cache + "}:v" + VERSION + ":";
    return new Layout(slot, NAMES.stream().map(name -> (slot + name).getBytes(UTF_8)).toList());
  }

  /** Channels belong to a server, and not to one of its databases: so their name has its number. */
  String channel(int database) {
    return slot + "channel:" + database;
  }
}
