package io.github.autorefresh.cache.spring.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** All that the page says is in one file. */
class PageTextsTest {

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  /** What people read: no tags, and what is in them. */
  private final String read = PageFiles.text("page.html").replaceAll("<[^>]*>", "");

  @Test
  void theMarkupHasNoTextsOfItsOwn() {
    assertThat(PLACE.matcher(read).replaceAll("")).isBlank();
  }

  @Test
  void theMarkupHasAPlaceForEachOfItsTexts() {
    List<String> places = PLACE.matcher(read).results().map(place -> place.group(1)).toList();
    assertThat(places).contains("title", "unstarted", "noScript");
    assertThat(PageTexts.ofMarkup()).containsOnlyKeys(places);
  }
}
