package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** The rules that names of caches follow. */
final class CacheNames {

  private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern WORD_ENDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern ACRONYM_ENDS = Pattern.compile("(?<=[A-Z])(?=[A-Z][a-z])");

  private CacheNames() {}

  /** What names that differ only in case, dashes and underscores have in common. */
  static String relaxed(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** {@code jobSync}, {@code HTTPJobs} and {@code job_sync} in kebab case. */
  static String kebab(String beanName) {
    String words = WORD_ENDS.matcher(beanName).replaceAll("-");
    return ACRONYM_ENDS.matcher(words).replaceAll("-").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /**
   * Checks a name.
   *
   * @param owner what would have it, for the message
   * @param others the names in use, for the message
   */
  static void check(String name, String owner, Collection<String> others) {
    if (!RULE.matcher(name).matches()) {
      throw new FailureAnalyzedException(
          "%s cannot have the name '%s': names of caches match %s. %s"
              .formatted(owner, name, RULE, list(others)),
          "Choose a name of lower-case letters, digits and dashes that begins with a letter.");
    }
  }

  /** A sentence about the names in use. */
  static String list(Collection<String> names) {
    return names.isEmpty()
        ? "There are no other caches."
        : "Caches that exist: " + String.join(", ", names) + ".";
  }
}
