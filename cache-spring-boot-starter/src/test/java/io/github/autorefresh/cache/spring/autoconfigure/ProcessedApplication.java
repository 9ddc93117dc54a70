package io.github.autorefresh.cache.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** An application that has been processed ahead of time, as a build does it. */
final class ProcessedApplication {

  private final Path directory;
  private final RuntimeHints hints;
  private final String initializer;

  private ProcessedApplication(Path directory, RuntimeHints hints, String initializer) {
    this.directory = directory;
    this.hints = hints;
    this.initializer = initializer;
  }

  /** Processes what has these components, into the directory. */
  static ProcessedApplication of(Path directory, Class<?>... components) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.register(components);
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get(ProcessedApplication.class)),
            new FileSystemGeneratedFiles(kind -> directory.resolve(kind.name())));
    ClassName initializer =
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    generation.writeGeneratedContent();
    return new ProcessedApplication(
        directory, generation.getRuntimeHints(), initializer.canonicalName());
  }

  RuntimeHints hints() {
    return hints;
  }

  /**
   * Compiles what was generated and calls a static method that takes the name of the context's
   * initializer. All classes are loaded anew: generated ones must share a loader with the packages
   * that they are in.
   */
  Object call(Class<?> type, String method) throws ReflectiveOperationException, IOException {
    return ClassPath.ofTests().with(compile()).call(type, method, initializer);
  }

  private Path compile() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-proc:none", "-classpath", ClassPath.ofTests().toString()));
    arguments.addAll(List.of("-d", classes.toString()));
    try (Stream<Path> files = Files.walk(directory.resolve("SOURCE"))) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result = compiler.run(null, null, null, arguments.toArray(String[]::new));
    assertThat(result).as("result of the compiler").isZero();
    return classes;
  }
}
