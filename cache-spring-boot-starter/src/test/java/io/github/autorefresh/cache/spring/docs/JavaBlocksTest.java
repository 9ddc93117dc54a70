package io.github.autorefresh.cache.spring.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every Java block of the documentation compiles, and without a warning that matters. */
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
  void complaintNamesTheLineOfThePage() throws IOException {
    Page page =
        new Page(Page.all().get(0).path(), List.of("# X", "```java", "int a;", "b c;", "```"));
    assertThat(complaints(page.name(), PageSource.of(page, JavaBlocksTest::areMembers)))
        .singleElement()
        .asString()
        .startsWith(page.name() + ":4 ");
  }

  private static void compiles(Page page) throws IOException {
    assertThat(complaints(page.name(), PageSource.of(page, JavaBlocksTest::areMembers))).isEmpty();
  }

  private static boolean areMembers(String code) {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    try (StandardJavaFileManager files = JAVAC.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      task(files, diagnostics, "members", "class Members {" + code + "\n}").parse();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return diagnostics.getDiagnostics().isEmpty();
  }

  private static List<String> complaints(String name, String source) throws IOException {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    try (StandardJavaFileManager files = JAVAC.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
      task(files, diagnostics, name, source).analyze();
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
      String source) {
    URI uri = URI.create("page:///" + name);
    JavaFileObject file =
        new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    return (JavacTask) JAVAC.getTask(null, files, diagnostics, OPTIONS, null, List.of(file));
  }
}
