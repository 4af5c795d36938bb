package org.dashsweep.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.DeviceException;

@AnalyzeClasses(
    packages = "org.dashsweep.jobs",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("..jobs.cli..")
          .layer("run")
          .definedBy("..jobs.run..")
          .layer("explore")
          .definedBy("..jobs.explore..")
          .layer("progress")
          .definedBy("..jobs.progress..")
          .layer("report")
          .definedBy("..jobs.report..")
          .layer("storage")
          .definedBy("..jobs.storage..")
          .layer("bench")
          .definedBy("..jobs.bench..")
          .layer("rescore")
          .definedBy("..jobs.rescore..")
          .layer("sql")
          .definedBy("..jobs.sql..")
          .layer("table")
          .definedBy("..jobs.table..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("bench")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("rescore")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("sql")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("cli", "bench")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("explore")
          .mayOnlyBeAccessedByLayers("cli", "run")
          .whereLayer("progress")
          .mayOnlyBeAccessedByLayers("cli", "run", "explore")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers("cli", "run", "table")
          .whereLayer("table")
          .mayOnlyBeAccessedByLayers("cli", "run", "explore", "report", "rescore", "bench", "sql");

  @ArchTest
  static final ArchRule TABLES_AND_REPORTS_START_NO_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage("..jobs.table..", "..jobs.report..")
          .should()
          .dependOnClassesThat()
          // Its types in sql.types describe the tables; they need no session.
          .resideInAnyPackage("org.apache.spark", "org.apache.spark.api..", "org.apache.spark.sql");

  @ArchTest
  static final ArchRule TENSORS_STAY_IN_CORE =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("ai.djl..", "org.dashsweep.tensor..", "org.dashsweep.script..")
                  // What a task says a trial's tensors are to lie on.
                  .and(not(assignableTo(Device.class)).and(not(type(DeviceException.class)))));
}
