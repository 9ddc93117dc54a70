package io.github.autorefresh.cache.spring.ui;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the HTML of the page says before its scripts run. It is in the file of all its texts, a
 * script, in lines such as {@code title: 'Caches',}.
 */
final class PageTexts {

  private static final String FILE = "page/texts.js";
  private static final Pattern MARKUP =
      Pattern.compile("export const MARKUP = \\{\n(.*?)\n};", Pattern.DOTALL);
  private static final Pattern LINE = Pattern.compile("(\\w+): '([^']*)',");

  private PageTexts() {}

  /** By their names. */
  static Map<String, String> ofMarkup() {
    return MARKUP
        .matcher(PageFiles.text(FILE))
        .results()
        .flatMap(markup -> LINE.matcher(markup.group(1)).results())
        .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
  }
}
