package vmm.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The boundaries between the modules, as rules over the compiled classes.
 *
 * <p>Maven's dependencies draw most of them already; here they hold for run-time scopes too. Every
 * rule fails when it sees no classes.
 */
class ArchitectureRulesTest {
  private static JavaClasses ours;

  @BeforeAll
  static void importClasses() {
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_PACKAGE_INFOS)
            .importPackages("vmm");
  }

  @ParameterizedTest
  @EnumSource
  void eachModuleSeesOnlyWhatItMay(Module module) {
    noClasses()
        .that()
        .resideInAPackage(module.packages())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(module.forbiddenPackages())
        .allowEmptyShould(false)
        .check(ours);
  }

  @Test
  void everyClassBelongsToAModule() {
    classes()
        .should()
        .resideInAnyPackage(
            Arrays.stream(Module.values()).map(Module::packages).toArray(String[]::new))
        .allowEmptyShould(false)
        .check(ours);
  }

  /** They are in a jar of their own, which only tests may have on their path. */
  @Test
  void nothingDependsOnTestFixtures() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("vmm.fixtures..")
        .allowEmptyShould(false)
        .check(ours);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("vmm.(**)").should().beFreeOfCycles().allowEmptyShould(false).check(ours);
  }

  /** A library for one purpose stays in the module that has this purpose. */
  @ParameterizedTest
  @CsvSource({"picocli.., CLI", "org.jline.., CLI", "tools.jackson.., CLI", "org.junit.., KIT"})
  void libraryIsUsedByOneModuleOnly(String library, Module user) {
    noClasses()
        .that()
        .resideOutsideOfPackage(user.packages())
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .allowEmptyShould(false)
        .check(ours);
  }
}
