package io.github.autorefresh.cache;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
class ArchitectureTest {

  private static final String ROOT = "io.github.autorefresh.cache";

  private static final String ENGINE = ROOT + ".engine";
  private static final int MOST_LINES = 300;

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("io.github.autorefresh.(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void importsFlowOneWayAndEveryPackageHasItsPlace() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("api")
        .definedBy(ROOT)
        .layer("spi")
        .definedBy(ROOT + ".spi")
        .layer("limit")
        .definedBy(ROOT + ".limit")
        .layer("memory")
        .definedBy(ROOT + ".memory")
        .layer("pace")
        .definedBy(ENGINE + ".pace")
        .layer("call")
        .definedBy(ENGINE + ".call")
        .layer("waiters")
        .definedBy(ENGINE + ".waiters")
        .layer("commit")
        .definedBy(ENGINE + ".commit")
        .layer("loop")
        .definedBy(ENGINE + ".loop")
        .layer("handle")
        .definedBy(ENGINE + ".handle")
        .layer("engine")
        .definedBy(ENGINE)
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("spi")
        .mayOnlyAccessLayers("api")
        .whereLayer("limit")
        .mayOnlyAccessLayers("api", "spi")
        .whereLayer("memory")
        .mayOnlyAccessLayers("api", "spi")
        .whereLayer("pace")
        .mayOnlyAccessLayers("api", "spi")
        .whereLayer("call")
        .mayOnlyAccessLayers("api", "spi", "pace")
        .whereLayer("waiters")
        .mayOnlyAccessLayers("api", "spi")
        .whereLayer("commit")
        .mayOnlyAccessLayers("api", "spi", "pace", "call", "waiters")
        .whereLayer("loop")
        .mayOnlyAccessLayers("api", "spi", "pace", "call", "waiters", "commit")
        .whereLayer("handle")
        .mayOnlyAccessLayers("api", "spi", "pace", "call", "waiters", "commit", "loop")
        .whereLayer("engine")
        .mayOnlyAccessLayers(
            "api", "spi", "limit", "memory", "pace", "call", "waiters", "commit", "loop", "handle")
        .ensureAllClassesAreContainedInArchitecture()
        .check(CORE);
  }

  @Test
  void coreKnowsNothingOfSpringOrMicrometer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "io.micrometer..")
        .check(CORE);
  }

  @Test
  void engineShowsNothingButItsBuilder() {
    classes()
        .that()
        .resideInAPackage(ENGINE)
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .haveSimpleName("AutoRefreshCacheBuilder")
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void roomsOfTheEngineAreTheEnginesOwn() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ENGINE + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ENGINE + ".*..")
        .check(CORE);
  }

  @Test
  void noSourceFileIsTooLongToRead() throws IOException {
    List<String> tooLong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        int lines = Files.readAllLines(file).size();
        if (lines > MOST_LINES) {
          tooLong.add(file.getFileName() + ": " + lines);
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(CORE.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(room -> room.isAnnotatedWith(NullMarked.class));
  }
}
