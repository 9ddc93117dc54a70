package io.github.autorefresh.cache.spring.docs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every class, member and script that the page for maintainers names, as {@code package.Class} or
 * {@code Class.member}, is in the sources.
 */
@Tag("any-jdk")
class NamesTest {

  private static final Pattern NAME =
      Pattern.compile("`(?:([a-z]+)\\.)?([A-Z][a-z]\\w+)(?:\\.(\\w+))?(?:\\(\\w*\\))?`");
  private static final Pattern SCRIPT = Pattern.compile("`(\\w+\\.lua)`");

  /** Of the JDK. */
  private static final String FOREIGN = "LongAdder";

  /** The text of each source file, by its path. */
  private static Map<Path, String> sources;

  @BeforeAll
  static void readSources() throws IOException {
    try (Stream<Path> core = Files.walk(Path.of("../cache-core/src"));
        Stream<Path> starter = Files.walk(Path.of("src"))) {
      sources =
          Stream.concat(core, starter)
              .filter(path -> path.toString().matches(".*\\.(java|lua)"))
              .collect(toMap(path -> path, NamesTest::read));
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void namesOfTheArchitectureExist() {
    assertThat(missing(read(Path.of("../docs/architecture.md")))).isEmpty();
  }

  @Test
  void nameOfNothingIsFound() {
    assertThat(missing("`loop.Watch` `memory.Watch` `Watch.turn` `Watch.none` `None` `none.lua`"))
        .containsExactly("`None`", "`Watch.none`", "`memory.Watch`", "`none.lua`");
  }

  private static Set<String> missing(String page) {
    Set<String> missing = new TreeSet<>();
    NAME.matcher(page)
        .results()
        .filter(name -> !name.group(2).equals(FOREIGN) && !exists(name))
        .forEach(name -> missing.add(name.group()));
    SCRIPT
        .matcher(page)
        .results()
        .filter(name -> sources.keySet().stream().noneMatch(path -> path.endsWith(name.group(1))))
        .forEach(name -> missing.add(name.group()));
    return missing;
  }

  private static boolean exists(MatchResult name) {
    String file = (name.group(1) == null ? "" : name.group(1) + "/") + name.group(2) + ".java";
    String member = name.group(3) == null ? name.group(2) : name.group(3);
    Pattern word = Pattern.compile("\\b" + member + "\\b");
    return sources.entrySet().stream()
        .anyMatch(each -> each.getKey().endsWith(file) && word.matcher(each.getValue()).find());
  }
}
