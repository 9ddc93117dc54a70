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
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
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
        .definedBy(ROOT + ".redis..")
        .layer("metrics")
        .definedBy(ROOT + ".metrics")
        .layer("actuate")
        .definedBy(ROOT + ".actuate")
        .layer("handler")
        .definedBy(ROOT + ".handler")
        .layer("ui")
        .definedBy(ROOT + ".ui")
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
        .whereLayer("handler")
        .mayOnlyAccessLayers("api")
        .whereLayer("ui")
        .mayNotAccessAnyLayer()
        .whereLayer("autoconfigure")
        .mayOnlyAccessLayers("api", "redis", "metrics", "actuate", "handler", "ui")
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
  void roomsOfTheSharedModeBuildUponOneAnother() {
    String redis = ROOT + ".redis";
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("script")
        .definedBy(redis + ".script")
        .layer("copy")
        .definedBy(redis + ".copy")
        .layer("lease")
        .definedBy(redis + ".lease")
        .layer("handle")
        .definedBy(redis + ".handle")
        .layer("sync")
        .definedBy(redis + ".sync")
        .layer("replica")
        .definedBy(redis + ".replica")
        .layer("store")
        .definedBy(redis)
        .whereLayer("script")
        .mayNotAccessAnyLayer()
        .whereLayer("copy")
        .mayOnlyAccessLayers("script")
        .whereLayer("lease")
        .mayOnlyAccessLayers("script", "copy")
        .whereLayer("handle")
        .mayOnlyAccessLayers("script", "copy", "lease")
        .whereLayer("sync")
        .mayOnlyAccessLayers("script", "copy", "lease", "handle")
        .whereLayer("replica")
        .mayOnlyAccessLayers("script", "copy", "lease", "handle", "sync")
        .check(STARTER);
  }

  @Test
  void noSourceFileOfTheSharedModeIsTooLongToRead() throws IOException {
    Path redis = Path.of("src/main/java/" + (ROOT + ".redis").replace('.', '/'));
    try (Stream<Path> files = Files.walk(redis).filter(Files::isRegularFile)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(300));
    }
  }

  @Test
  void onlyTheScriptsKnowTheDriver() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .and()
        .resideOutsideOfPackage(ROOT + ".redis.script")
        .and(not(nameMatching(".*\\.(RedisItemStores|RedisSharedStores|AutoRefreshCacheRedis.*)")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.data.redis..", "io.lettuce..", "redis.clients..", "java.nio")
        .check(STARTER);
  }

  @Test
  void onlyTheScriptsAndTheCodecKnowBytes() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".redis..")
        .and()
        .resideOutsideOfPackage(ROOT + ".redis.script")
        .and(not(nameMatching(".*\\.(JacksonItemCodec|ItemCodec|RedisItemStores)")))
        .should(
            new ArchCondition<>("have a method or a field of bytes") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (JavaMember member : type.getMembers()) {
                  boolean ofBytes =
                      member.getAllInvolvedRawTypes().stream()
                          .anyMatch(each -> each.getName().equals("[B"));
                  events.add(new SimpleConditionEvent(member, ofBytes, member.getFullName()));
                }
              }
            })
        .check(STARTER);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(STARTER.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allMatch(room -> room.isAnnotatedWith(NullMarked.class));
  }
}
