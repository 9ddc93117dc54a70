package io.github.autorefresh.cache.spring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
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

  private static final String ROOT = "io.github.autorefresh.cache.spring";
  private static final String ENGINE = "io.github.autorefresh.cache.engine";

  private static final JavaClasses STARTER =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("io.github.autorefresh.cache.(**)").should().beFreeOfCycles().check(STARTER);
  }

  @Test
  void importsFlowOneWayAndEveryPackageHasItsPlace() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("api")
        .definedBy(ROOT)
        .layer("redis")
        .definedBy(ROOT + ".redis")
        .layer("metrics")
        .definedBy(ROOT + ".metrics")
        .layer("actuate")
        .definedBy(ROOT + ".actuate")
        .layer("autoconfigure")
        .definedBy(ROOT + ".autoconfigure")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("redis")
        .mayOnlyAccessLayers("api")
        .whereLayer("metrics")
        .mayOnlyAccessLayers("api")
        .whereLayer("actuate")
        .mayOnlyAccessLayers("api")
        .whereLayer("autoconfigure")
        .mayOnlyAccessLayers("api", "redis", "metrics", "actuate")
        .ensureAllClassesAreContainedInArchitecture()
        .check(STARTER);
  }

  @Test
  void nothingOfTheEngineIsUsedButItsBuilder() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage(ENGINE).and(not(nameMatching(".*\\.AutoRefreshCacheBuilder(\\$.*)?"))))
        .check(STARTER);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(STARTER.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(room -> room.isAnnotatedWith(NullMarked.class));
  }
}
