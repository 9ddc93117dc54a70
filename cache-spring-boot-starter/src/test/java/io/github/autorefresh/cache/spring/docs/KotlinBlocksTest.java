package io.github.autorefresh.cache.spring.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.ClassUtils;

/**
 * The Kotlin blocks of a page compile, and without a warning: with the profile "kotlin", since the
 * compiler is large.
 */
@Tag("kotlin")
@EnabledIf("hasCompiler")
class KotlinBlocksTest {

  private static final String COMPILER = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler";
  private static final Pattern GIVEN =
      Pattern.compile("<!-- given in Kotlin\\n(.*?)-->", Pattern.DOTALL);

  @TempDir Path directory;

  static boolean hasCompiler() {
    return ClassUtils.isPresent(COMPILER, KotlinBlocksTest.class.getClassLoader());
  }

  @TestFactory
  Stream<DynamicTest> blocksCompile() {
    List<Page> pages =
        Page.all().stream().filter(page -> !page.blocks("kotlin").isEmpty()).toList();
    assertThat(pages).isNotEmpty();
    return pages.stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> compiles(page)));
  }

  private void compiles(Page page) throws Exception {
    Path source = directory.resolve("Blocks.kt");
    Files.write(source, source(page));
    assertThat(compile(source)).isEmpty();
  }

  /** Imports come first in Kotlin, wherever the page has them. */
  private static List<String> source(Page page) {
    List<String> imports = new ArrayList<>();
    List<String> code = new ArrayList<>();
    for (Page.Block block : page.blocks("kotlin")) {
      for (String line : page.code(block)) {
        (line.startsWith("import ") ? imports : code).add(line);
      }
    }
    Matcher given = GIVEN.matcher(String.join("\n", page.lines()));
    if (given.find()) {
      code.add(given.group(1));
    }
    imports.addAll(code);
    return imports;
  }

  /** What the compiler complains of. */
  private String compile(Path source) throws ReflectiveOperationException, IOException {
    String[] arguments = {
      "-no-stdlib",
      "-no-reflect",
      "-Werror",
      "-jvm-target",
      "17",
      "-classpath",
      System.getProperty("java.class.path"),
      "-d",
      directory.resolve("classes").toString(),
      source.toString()
    };
    Class<?> compiler = Class.forName(COMPILER);
    var output = new ByteArrayOutputStream();
    try (PrintStream errors = new PrintStream(output, true, UTF_8)) {
      Object code =
          compiler
              .getMethod("exec", PrintStream.class, String[].class)
              .invoke(compiler.getConstructor().newInstance(), errors, arguments);
      return code.toString().equals("OK") ? "" : code + " " + output.toString(UTF_8);
    }
  }
}
