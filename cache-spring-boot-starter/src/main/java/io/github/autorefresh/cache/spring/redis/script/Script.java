package io.github.autorefresh.cache.spring.redis.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/** The scripts, each in a file of its name that says what it takes and gives and what is atomic. */
enum Script {
  OPEN,
  HEARTBEAT("stretch", "outage"),
  HEARTBEATS,
  CLAIM("stretch", "grant"),
  PROBE("stretch", "outage", "grant"),
  RECOVER("stretch", "outage"),
  RECALL,
  COMMIT("stretch", "outage", "failures"),
  RELEASE("stretch"),
  RENEW,
  RESERVE,
  FULFIL("stretch"),
  FORGO,
  DELETE,
  HASTEN("stretch"),
  CHANGES,
  READ,
  MEMBERS,
  RESTORE("stretch", "outage", "holding"),
  REPAIR,
  RETUNE("periods"),
  RESCALE("stretch", "periods"),
  PAUSE,
  HOLD("holding"),
  EXPIRE,
  HANDLER_NEXT,
  HANDLER_FAIL,
  HANDLER_RETRY,
  HANDLER_RENEW,
  HANDLER_GIVE_UP;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it once it is made
  private final DefaultRedisScript<List<@Nullable Object>> script;

  /**
   * @param parts files of what it has in common with others, put in front of it
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // every script returns an array
  Script(String... parts) {
    script = new DefaultRedisScript(text(parts));
    script.setResultType((Class) List.class);
  }

  RedisScript<List<@Nullable Object>> script() {
    return script;
  }

  private String text(String... parts) {
    String own = read(name().toLowerCase(Locale.ROOT));
    return name().equals("HEARTBEATS")
        ? "local function one(KEYS, ARGV)\n" + HEARTBEAT.script.getScriptAsString() + "end\n" + own
        : read("prelude") + Arrays.stream(parts).map(Script::read).collect(joining()) + own;
  }

  private static String read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("no script " + name + ".lua");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
