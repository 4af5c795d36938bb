package org.dashsweep.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.space.TrialConfig;
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
          .layer("driver")
          .definedBy("..jobs.run.driver..")
          .layer("spark")
          .definedBy("..jobs.run.spark..")
          .layer("executor")
          .definedBy("..jobs.run.executor..")
          .layer("run")
          .definedBy("..jobs.run.protocol")
          .layer("asha")
          .definedBy("..jobs.asha..")
          .layer("progress")
          .definedBy("..jobs.progress..")
          .layer("report")
          .definedBy("..jobs.report..")
          .layer("verdict")
          .definedBy("..jobs.verdict..")
          .layer("grouping")
          .definedBy("..jobs.grouping..")
          .layer("statistics")
          .definedBy("..jobs.statistics..")
          .layer("serve")
          .definedBy("..jobs.serve..")
          .layer("mlflow")
          .definedBy("..jobs.mlflow..")
          .layer("rescore")
          .definedBy("..jobs.rescore..")
          .layer("analysis")
          .definedBy("..jobs.analysis")
          .layer("analysis tables")
          .definedBy("..jobs.analysis.result")
          .layer("sql")
          .definedBy("..jobs.sql..")
          .layer("tables")
          .definedBy("..jobs.tables..")
          .layer("storage")
          .definedBy("..jobs.storage..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("serve")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("mlflow")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("rescore")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("analysis")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("analysis tables")
          .mayOnlyBeAccessedByLayers("cli", "analysis", "report", "sql")
          .whereLayer("sql")
          .mayOnlyBeAccessedByLayers("cli", "analysis")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli", "driver")
          .whereLayer("verdict")
          .mayOnlyBeAccessedByLayers("cli", "report", "analysis tables")
          .whereLayer("grouping")
          .mayOnlyBeAccessedByLayers(
              "cli", "report", "verdict", "analysis", "analysis tables", "mlflow")
          .whereLayer("statistics")
          .mayOnlyBeAccessedByLayers("report", "verdict", "sql")
          .whereLayer("driver")
          .mayOnlyBeAccessedByLayers("cli", "serve")
          .whereLayer("spark")
          .mayOnlyBeAccessedByLayers("cli", "driver")
          // The driver sends it to the executors.
          .whereLayer("executor")
          .mayOnlyBeAccessedByLayers("driver", "spark")
          .whereLayer("run")
          .mayOnlyBeAccessedByLayers("cli", "driver", "spark", "executor")
          .whereLayer("asha")
          .mayOnlyBeAccessedByLayers("cli", "driver", "executor")
          .whereLayer("progress")
          .mayOnlyBeAccessedByLayers("cli", "driver", "spark", "run", "executor", "asha", "serve")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers("cli", "driver", "spark", "executor", "run", "tables", "serve")
          .whereLayer("tables")
          .mayOnlyBeAccessedByLayers(
              "cli",
              "driver",
              "run",
              "executor",
              "progress",
              "asha",
              "report",
              "verdict",
              "grouping",
              "analysis",
              "analysis tables",
              "rescore",
              "serve",
              "mlflow",
              "sql");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("org.dashsweep.jobs.(**)").should().beFreeOfCycles();

  /** Pure numbers: whoever measures something brings its own meaning. */
  @ArchTest
  static final ArchRule STATISTICS_KNOW_NOTHING_OF_TRIALS =
      noClasses()
          .that()
          .resideInAPackage("..jobs.statistics..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.dashsweep..")
                  .and(not(resideInAnyPackage("..jobs.statistics.."))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule TABLES_AND_REPORTS_START_NO_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..jobs.tables..",
              "..jobs.report..",
              "..jobs.verdict..",
              "..jobs.grouping..",
              "..jobs.analysis.result")
          .should()
          .dependOnClassesThat()
          // Its types in sql.types describe the tables; they need no session.
          .resideInAnyPackage("org.apache.spark", "org.apache.spark.api..", "org.apache.spark.sql");

  /** A configuration is read by typed parameters; these show or store whatever it holds. */
  @ArchTest
  static final ArchRule CONFIGURATIONS_ARE_READ_BY_TYPED_PARAMETERS =
      noClasses()
          .that()
          .haveNameNotMatching(
              ".*\\.(TrialLabels|TrialExecution|PlanListing|PlanCommand|EventBenchmark)(\\$.*)?")
          .should()
          .callMethod(TrialConfig.class, "values");

  /** Whoever needs to know something of a method asks {@code Method} or {@code MethodType}. */
  @ArchTest
  static final ArchRule METHODS_ARE_NAMED_NOWHERE =
      noClasses()
          .should()
          .dependOnClassesThat(
              assignableTo(Method.class)
                  .or(assignableTo(MethodType.class))
                  .and(not(type(Method.class)))
                  .and(not(type(MethodType.class))));

  @ArchTest
  static final ArchRule TENSORS_STAY_IN_CORE =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("ai.djl..", "org.dashsweep.tensor..")
                  // What a task says a trial's tensors are to lie on.
                  .and(not(assignableTo(Device.class)).and(not(type(DeviceException.class)))));
}
