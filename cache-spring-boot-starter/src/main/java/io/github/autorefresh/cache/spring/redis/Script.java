package io.github.autorefresh.cache.spring.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The scripts, each in a file of its name that says what it takes and gives and what is atomic. */
enum Script {
  OPEN,
  PULSE,
  CLAIM,
  COMMIT,
  RELEASE,
  RENEW,
  RESERVE,
  FULFIL,
  FORGO,
  DELETE,
  HASTEN,
  CHANGES,
  READ,
  RESTORE,
  RETUNE,
  RESCALE,
  PAUSE,
  EXPIRE;

  private final String text;
  private final String digest;

  Script() {
    String own = read(name().toLowerCase(Locale.ROOT));
    text = read("prelude") + own;
    digest = sha1(text());
  }

  byte[] text() {
    return text.getBytes(UTF_8);
  }

  /** What Redis knows the script by once it has seen it. */
  String digest() {
    return digest;
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

  private static String sha1(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}
