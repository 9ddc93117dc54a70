package io.github.autorefresh.cache.spring.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every Java block of the documentation compiles, and without a warning that matters. */
@Tag("any-jdk")
class JavaBlocksTest {

  private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();
  private static final List<String> OPTIONS =
      List.of(
          "--release",
          "17",
          "-proc:none",
          "-Xlint:deprecation,removal,unchecked,rawtypes",
          "-classpath",
          System.getProperty("java.class.path"));

  @TestFactory
  Stream<DynamicTest> blocksCompile() {
    return Page.all().stream()
        .filter(page -> !page.blocks("java").isEmpty())
        .map(page -> DynamicTest.dynamicTest(page.name(), () -> compiles(page)));
  }

  @Test
  void recipeNeedsNoOtherImportsThanItLists() throws IOException {
    Page recipes =
        Page.all().stream().filter(page -> page.name().equals("docs/recipes.md")).findAny().get();
    List<String> sources = new ArrayList<>();
    for (Page section : recipes.sections()) {
      String name = "recipe" + sources.size();
      sources.add(PageSource.ofWhatIsImported(section, name, JavaBlocksTest::areMembers));
    }
    assertThat(sources).hasSizeGreaterThan(10);
    assertThat(complaints(recipes.name(), sources)).isEmpty();
  }

  @Test
  void importThatARecipeDoesNotListIsMissed() throws IOException {
    List<String> recipe = List.of("```java", "List<Integer> a;", "```");
    Page page = new Page(Page.all().get(0).path(), recipe);
    String source = PageSource.ofWhatIsImported(page, "recipe", JavaBlocksTest::areMembers);
    assertThat(complaints(page.name(), List.of(source))).hasSize(1);
  }

  @Test
  void complaintNamesTheLineOfThePage() throws IOException {
    Page page =
        new Page(Page.all().get(0).path(), List.of("# X", "```java", "int a;", "b c;", "```"));
    String source = PageSource.of(page, JavaBlocksTest::areMembers);
    assertThat(complaints(page.name(), List.of(source)))
        .singleElement()
        .asString()
        .startsWith(page.name() + ":4 ");
  }

  private static void compiles(Page page) throws IOException {
    String source = PageSource.of(page, JavaBlocksTest::areMembers);
    assertThat(complaints(page.name(), List.of(source))).isEmpty();
  }

  private static boolean areMembers(String code) {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    try (StandardJavaFileManager files = JAVAC.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      task(files, diagnostics, "members", List.of("class Members {" + code + "\n}")).parse();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return diagnostics.getDiagnostics().isEmpty();
  }

  private static List<String> complaints(String name, List<String> sources) throws IOException {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    try (StandardJavaFileManager files = JAVAC.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      task(files, diagnostics, name, sources).analyze();
    }
    return diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
        .map(
            diagnostic ->
                "%s:%d %s"
                    .formatted(
                        name, diagnostic.getLineNumber(), diagnostic.getMessage(Locale.ROOT)))
        .toList();
  }

  private static JavacTask task(
      StandardJavaFileManager files,
      DiagnosticCollector<JavaFileObject> diagnostics,
      String name,
      List<String> sources) {
    List<JavaFileObject> units = sources.stream().map(source -> unit(name, source)).toList();
    return (JavacTask) JAVAC.getTask(null, files, diagnostics, OPTIONS, null, units);
  }

  private static JavaFileObject unit(String name, String source) {
    return new SimpleJavaFileObject(URI.create("page:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
  }
}
