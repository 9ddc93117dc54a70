package io.github.autorefresh.sample.jobservice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a text, then of that hash, and so on, as a password hash would do to be slow. */
record RepeatedHash(String text, int rounds) implements Work {

  static final int ROUNDS = 3_000_000;

  private static final int ROUNDS_PER_REPORT = 10_000;

  @Override
  public String run(Progress progress) throws InterruptedException {
    MessageDigest sha256 = sha256();
    byte[] hash = text.getBytes(UTF_8);
    for (int round = 1; round <= rounds; round++) {
      hash = sha256.digest(hash);
      if (round % ROUNDS_PER_REPORT == 0) {
        progress.reached((double) round / rounds);
      }
    }
    return HexFormat.of().formatHex(hash);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
