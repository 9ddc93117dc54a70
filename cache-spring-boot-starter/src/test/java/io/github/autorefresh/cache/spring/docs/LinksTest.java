package io.github.autorefresh.cache.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every link from page to page leads to a file of the repository, and to a heading if it says so.
 */
@Tag("any-jdk")
class LinksTest {

  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!\\w+:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

  @TestFactory
  Stream<DynamicTest> linksResolve() {
    return Page.all().stream()
        .map(
            page -> DynamicTest.dynamicTest(page.name(), () -> assertThat(broken(page)).isEmpty()));
  }

  @Test
  void linkToNowhereIsFound() {
    Page page =
        new Page(
            Path.of("../README.md"),
            List.of("# A `b` c", "[1](#a-b-c) [2](#b) [3](docs/properties.md) [4](docs/none.md)"));
    assertThat(broken(page)).containsExactly("#b", "docs/none.md");
  }

  private static List<String> broken(Page page) {
    List<String> broken = new ArrayList<>();
    LINK.matcher(String.join("\n", page.prose()))
        .results()
        .forEach(
            link -> {
              String file = link.group(1);
              String heading = link.group(2);
              Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file);
              if (!Files.exists(target)) {
                broken.add(file);
              } else if (heading != null && !headings(page, target).contains(heading)) {
                broken.add(file + "#" + heading);
              }
            });
    return broken;
  }

  private static List<String> headings(Page from, Path target) {
    return Stream.concat(Stream.of(from), Page.all().stream())
        .filter(page -> page.path().normalize().equals(target.normalize()))
        .limit(1)
        .flatMap(page -> page.prose().stream())
        .filter(line -> line.startsWith("#"))
        .map(LinksTest::anchor)
        .toList();
  }

  /** As GitHub makes them. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ +", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
