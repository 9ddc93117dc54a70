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
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String ROOT = "io.github.autorefresh.cache";

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
        .layer("waiters")
        .definedBy(ROOT + ".engine.waiters")
        .layer("engine")
        .definedBy(ROOT + ".engine")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("spi")
        .mayOnlyAccessLayers("api")
        .whereLayer("limit")
        .mayOnlyAccessLayers("api", "spi")
        .whereLayer("memory")
        .mayOnlyAccessLayers("api", "spi")
        .whereLayer("waiters")
        .mayOnlyAccessLayers("api", "spi")
        .whereLayer("engine")
        .mayOnlyAccessLayers("api", "spi", "limit", "memory", "waiters")
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
        .resideInAPackage(ROOT + ".engine")
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
  void everyPackageIsNullMarked() {
    assertThat(CORE.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(room -> room.isAnnotatedWith(NullMarked.class));
  }
}
