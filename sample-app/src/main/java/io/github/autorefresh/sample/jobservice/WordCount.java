package io.github.autorefresh.sample.jobservice;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts the words of a text: runs of letters and digits, whatever their case. Of equally frequent
 * words the first in the alphabet is named.
 */
record WordCount(String text) implements Work {

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

  @Override
  public String run(Progress progress) throws InterruptedException {
    Map<String, Integer> counts = new TreeMap<>();
    int words = 0;
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words++;
      counts.merge(word.group().toLowerCase(Locale.ROOT), 1, Integer::sum);
      progress.reached((double) word.end() / text.length());
    }
    if (words == 0) {
      throw new IllegalArgumentException("the text has no words");
    }
    Map.Entry<String, Integer> top = mostFrequent(counts);
    return "%d words, %d distinct, most frequent: %s (%d)"
        .formatted(words, counts.size(), top.getKey(), top.getValue());
  }

  private static Map.Entry<String, Integer> mostFrequent(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .min(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .orElseThrow();
  }
}
