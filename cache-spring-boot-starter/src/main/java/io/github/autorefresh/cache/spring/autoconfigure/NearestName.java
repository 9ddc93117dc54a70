package io.github.autorefresh.cache.spring.autoconfigure;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant who mistyped a name. */
final class NearestName {

  private NearestName() {}

  /** Anything shorter resembles the beginning of too many names. */
  private static final int SHORTEST_BEGINNING = 4;

  /**
   * The most similar of some names, or null if more than a third of the characters differ in each.
   * Case, dashes and underscores don't count; the beginning of a name is nearly as good as all of
   * it.
   */
  static @Nullable String of(String name, Collection<String> candidates) {
    @Nullable String nearest = null;
    int least = Integer.MAX_VALUE;
    String wanted = CacheNames.relaxed(name);
    for (String candidate : candidates) {
      String known = CacheNames.relaxed(candidate);
      int typos = typos(wanted, known);
      boolean similar = typos * 3 <= Math.max(wanted.length(), known.length());
      if (wanted.length() >= SHORTEST_BEGINNING && wanted.length() < known.length()) {
        int typosAtBeginning = typos(wanted, known.substring(0, wanted.length()));
        similar |= typosAtBeginning * 3 <= wanted.length();
        typos = Math.min(typos, typosAtBeginning + 1);
      }
      if (similar && typos < least) {
        nearest = candidate;
        least = typos;
      }
    }
    return nearest;
  }

  /** Characters to insert, remove, replace, or swap with the next: Damerau and Levenshtein. */
  private static int typos(String a, String b) {
    int[][] typos = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          typos[i][j] = i + j;
          continue;
        }
        int replaced = typos[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        typos[i][j] = Math.min(replaced, 1 + Math.min(typos[i - 1][j], typos[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          typos[i][j] = Math.min(typos[i][j], typos[i - 2][j - 2] + 1);
        }
      }
    }
    return typos[a.length()][b.length()];
  }
}
