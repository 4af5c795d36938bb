package org.dashsweep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.dashsweep.model.PackedBatch;

/** Which way the packages depend. */
@AnalyzeClasses(packages = "org.dashsweep", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String SWEEP = "org.dashsweep.sweep..";
  private static final String TENSOR = "org.dashsweep.tensor..";
  private static final String SCRIPT = "org.dashsweep.script..";
  private static final String CHECKPOINT = "org.dashsweep.checkpoint..";
  private static final String ADAPTER = "org.dashsweep.adapter..";
  private static final String MODEL = "org.dashsweep.model..";
  private static final String DATA = "org.dashsweep.data..";
  private static final String TRAIN = "org.dashsweep.train..";
  private static final String EVAL = "org.dashsweep.eval..";
  private static final String DECODE = "org.dashsweep.decode..";
  private static final String BENCH = "org.dashsweep.bench..";
  private static final String VERIFY = "org.dashsweep.verify..";
  private static final String TRIAL = "org.dashsweep.trial..";
  private static final String ALL = "org.dashsweep..";

  @ArchTest
  static final ArchRule onlyTensorAndScriptSeeTheEngine =
      noClasses()
          .that()
          .resideOutsideOfPackages(TENSOR, SCRIPT)
          .and()
          .doNotHaveFullyQualifiedName("org.dashsweep.data.Tokenizer")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule theTokenizerSeesItsLibraryAlone =
      noClasses()
          .that()
          .haveFullyQualifiedName("org.dashsweep.data.Tokenizer")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl.engine..", "ai.djl.ndarray..", "ai.djl.pytorch..");

  @ArchTest static final ArchRule sweepStandsAlone = dependsOnlyOn(SWEEP);

  @ArchTest static final ArchRule tensorIsAtTheBottom = dependsOnlyOn(TENSOR);

  @ArchTest static final ArchRule scriptNeedsTensors = dependsOnlyOn(SCRIPT, TENSOR);

  @ArchTest static final ArchRule checkpointsAreReadWithoutTheEngine = dependsOnlyOn(CHECKPOINT);

  @ArchTest
  static final ArchRule adaptersKnowNoModels = dependsOnlyOn(ADAPTER, TENSOR, SCRIPT, CHECKPOINT);

  @ArchTest
  static final ArchRule modelsKnowAdapters =
      dependsOnlyOn(MODEL, TENSOR, SCRIPT, CHECKPOINT, ADAPTER);

  /** A model reads what data encodes: the form of that is all data knows of models. */
  @ArchTest
  static final ArchRule dataKnowsTheFormOfASequence =
      noClasses()
          .that()
          .resideInAPackage(DATA)
          .should()
          .dependOnClassesThat(
              describe(
                  "are in another package of core",
                  other ->
                      other.getPackageName().startsWith("org.dashsweep.")
                          && !other.getPackageName().startsWith("org.dashsweep.data")
                          && !other.isEquivalentTo(PackedBatch.Sequence.class)));

  @ArchTest
  static final ArchRule trainingIsBelowTrials =
      dependsOnlyOn(TRAIN, TENSOR, SCRIPT, CHECKPOINT, ADAPTER, MODEL, DATA);

  @ArchTest
  static final ArchRule evaluationIsBelowTrials = dependsOnlyOn(EVAL, TENSOR, MODEL, DATA);

  @ArchTest
  static final ArchRule decodingKnowsModels = dependsOnlyOn(DECODE, TENSOR, CHECKPOINT, MODEL);

  @ArchTest
  static final ArchRule verificationIsBesideTrials =
      dependsOnlyOn(VERIFY, TENSOR, SCRIPT, CHECKPOINT, ADAPTER, MODEL, DATA, TRAIN, DECODE);

  @ArchTest
  static final ArchRule nothingInCoreNeedsVerification =
      noClasses()
          .that()
          .resideOutsideOfPackage(VERIFY)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(VERIFY);

  @ArchTest
  static final ArchRule onlyTrialsKnowSweepsAndAllElse =
      noClasses()
          .that()
          .resideOutsideOfPackages(SWEEP, TRIAL, BENCH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SWEEP, TRIAL, BENCH);

  @ArchTest
  static final ArchRule familiesOfModelsNeverSeeEachOther =
      slices().matching("org.dashsweep.model.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("org.dashsweep.(*)..").should().beFreeOfCycles();

  /** A package's classes know no other package of core than these. */
  private static ArchRule dependsOnlyOn(String own, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = own;
    System.arraycopy(others, 0, allowed, 1, others.length);
    return classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackage(ALL)));
  }
}
