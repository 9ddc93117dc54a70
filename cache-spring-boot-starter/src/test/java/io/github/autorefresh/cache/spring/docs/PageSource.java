package io.github.autorefresh.cache.spring.docs;

import io.github.autorefresh.cache.spring.docs.Page.Block;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The Java blocks of a page as one source file, whose lines are those of the page: so what a
 * compiler says of line 40 is about line 40. What is given, and the first block, are in a class;
 * each further block is a class inside that of the block before it, and sees what came before it on
 * the page as its reader does. A block of statements is a method of its class.
 */
final class PageSource {

  /** Packages that no block need import from. */
  private static final List<String> PACKAGES =
      List.of(
          "io.github.autorefresh.cache",
          "io.github.autorefresh.cache.engine",
          "io.github.autorefresh.cache.spring.autoconfigure",
          "io.github.autorefresh.cache.testing",
          "io.github.resilience4j.circuitbreaker",
          "java.io",
          "java.net",
          "java.net.http",
          "java.nio.file",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.function",
          "java.util.stream",
          "org.jspecify.annotations",
          "org.junit.jupiter.api",
          "org.springframework.boot",
          "org.springframework.boot.autoconfigure",
          "org.springframework.boot.ssl",
          "org.springframework.boot.test.context",
          "org.springframework.context.annotation",
          "org.springframework.http",
          "org.springframework.http.client",
          "org.springframework.jdbc.core.simple",
          "org.springframework.scheduling.annotation",
          "org.springframework.stereotype",
          "org.springframework.web.bind.annotation",
          "org.springframework.web.client",
          "org.springframework.web.reactive.function.client",
          "reactor.core.publisher");

  private static final String ASSERTIONS =
      "import static org.assertj.core.api.Assertions.assertThat; ";

  private static final Pattern IMPORT = Pattern.compile("import (static )?[\\w.]+(\\.\\*)?;");
  private static final Pattern PACKAGE = Pattern.compile("package [\\w.]+;");

  private PageSource() {}

  /**
   * Makes the source of a page.
   *
   * @param members whether a piece of code parses as the members of a class
   */
  static String of(Page page, Predicate<String> members) {
    StringBuilder imports = new StringBuilder(ASSERTIONS);
    PACKAGES.forEach(name -> imports.append("import ").append(name).append(".*; "));
    return of(page, imports, members);
  }

  /**
   * Makes the source of a section that lists all its imports, in a package of its own, so that many
   * can be compiled at once.
   *
   * @param name the package's
   * @param members as above
   */
  static String ofWhatIsImported(Page section, String name, Predicate<String> members) {
    return of(section, new StringBuilder("package " + name + "; "), members);
  }

  private static String of(Page page, StringBuilder imports, Predicate<String> members) {
    String[] source = new String[page.lines().size() + 1];
    Arrays.fill(source, "");
    List<Block> blocks = page.blocks("java");
    for (Block block : blocks) {
      List<String> code = page.code(block);
      code.stream().filter(IMPORT.asMatchPredicate()).forEach(imports::append);
      List<String> body = code.stream().map(line -> isHeader(line) ? "" : line).toList();
      for (int i = 0; i < body.size(); i++) {
        source[block.first() + i] = body.get(i);
      }
      boolean statements = !members.test(String.join("\n", body));
      source[block.first() - 1] =
          (block.equals(blocks.get(0)) ? "" : "class Block" + block.first() + " {")
              + (statements ? " void block() throws Throwable {" : "");
      source[block.end()] = statements ? "}" : "";
    }
    source[0] = imports + "class Given { " + page.given().replace('\n', ' ');
    source[source.length - 1] = "}".repeat(blocks.size());
    return String.join("\n", source);
  }

  private static boolean isHeader(String line) {
    return IMPORT.matcher(line).matches() || PACKAGE.matcher(line).matches();
  }
}
