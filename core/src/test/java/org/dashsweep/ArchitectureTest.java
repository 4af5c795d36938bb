package org.dashsweep;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.ForkedSequence;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.Rule;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.TensorScope;

/** Which way the packages depend. */
@AnalyzeClasses(packages = "org.dashsweep", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String TENSOR = "org.dashsweep.tensor..";
  private static final String FILE = "org.dashsweep.file..";
  private static final String WEIGHTS = "org.dashsweep.weights..";
  private static final String ADAPTER = "org.dashsweep.adapter..";
  private static final String MODEL = "org.dashsweep.model..";
  private static final String IMAGE = "org.dashsweep.image..";
  private static final String SOURCE = "org.dashsweep.source..";
  private static final String TOKENIZER = "org.dashsweep.tokenizer..";
  private static final String DATA = "org.dashsweep.data..";
  private static final String TRAIN = "org.dashsweep.train..";
  private static final String EVALUATION = "org.dashsweep.evaluation..";
  private static final String GENERATION = "org.dashsweep.generation..";
  private static final String SPACE = "org.dashsweep.space..";
  private static final String SWEEP = "org.dashsweep.sweep..";
  private static final String TRIAL = "org.dashsweep.trial..";
  private static final String BENCHMARK = "org.dashsweep.benchmark..";
  private static final String VERIFICATION = "org.dashsweep.verification..";
  private static final String DIFFUSION = "org.dashsweep.diffusion..";
  private static final String DIRECTIONS = "org.dashsweep.directions..";
  private static final String ALL = "org.dashsweep..";

  @ArchTest
  static final ArchRule onlyTensorsSeeTheEngine =
      noClasses()
          .that()
          .resideOutsideOfPackages(TENSOR, TOKENIZER)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule tokenizersSeeTheirLibrariesAlone =
      noClasses()
          .that()
          .resideInAPackage(TOKENIZER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl.engine..", "ai.djl.ndarray..", "ai.djl.pytorch..");

  @ArchTest static final ArchRule searchSpacesStandAlone = dependsOnlyOn(SPACE);

  @ArchTest static final ArchRule sweepsKnowTheirSpace = dependsOnlyOn(SWEEP, SPACE, FILE);

  /** A misspelt name would only show when a trial runs. */
  @ArchTest
  static final ArchRule configurationsAreReadByTypedParameters =
      noMethods()
          .that()
          .areDeclaredIn(TrialConfig.class)
          .and()
          .arePublic()
          .should()
          .haveRawParameterTypes(String.class);

  @ArchTest
  static final ArchRule onlySweepsReadAllValuesOfAConfiguration =
      noClasses()
          .that()
          .resideOutsideOfPackages(SPACE, SWEEP)
          .should()
          .callMethod(TrialConfig.class, "values");

  /** One that no trial reads would make two trials of one. */
  @ArchTest
  static final ArchRule everyParameterIsRead =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(TRIAL)
          .and()
          .haveRawType(Parameter.class)
          .should(beReadFromAConfiguration());

  @ArchTest static final ArchRule comparisonsOfDirectionsStandAlone = dependsOnlyOn(DIRECTIONS);

  @ArchTest static final ArchRule tensorIsAtTheBottom = dependsOnlyOn(TENSOR);

  @ArchTest static final ArchRule filesAreAtTheBottomToo = dependsOnlyOn(FILE);

  @ArchTest static final ArchRule weightsAreReadWithoutTheEngine = dependsOnlyOn(WEIGHTS, FILE);

  @ArchTest
  static final ArchRule adaptersKnowNoModels = dependsOnlyOn(ADAPTER, FILE, TENSOR, WEIGHTS, SPACE);

  /** Whoever needs to know something of a method asks {@code Method} or {@code MethodType}. */
  @ArchTest
  static final ArchRule methodsAreNamedNowhereElse =
      noClasses()
          .that()
          .resideOutsideOfPackage(ADAPTER)
          .should()
          .dependOnClassesThat(
              assignableTo(Method.class)
                  .or(assignableTo(MethodType.class))
                  .and(not(equivalentTo(Method.class)))
                  .and(not(equivalentTo(MethodType.class))));

  @ArchTest
  static final ArchRule modelsKnowAdapters = dependsOnlyOn(MODEL, TENSOR, WEIGHTS, ADAPTER);

  /** A model reads what a tokenizer writes: the form of that is all it knows of models. */
  @ArchTest
  static final ArchRule tokenizersKnowTheFormOfASequence =
      dependsOnlyOnAndTheFormOfASequence(TOKENIZER, FILE);

  @ArchTest
  static final ArchRule dataIsTokenized =
      dependsOnlyOnAndTheFormOfASequence(DATA, TOKENIZER, FILE, IMAGE);

  @ArchTest
  static final ArchRule trainingIsBelowTrials =
      dependsOnlyOn(TRAIN, FILE, TENSOR, WEIGHTS, ADAPTER, MODEL, TOKENIZER, DATA);

  @ArchTest
  static final ArchRule namesOfModelsMeanWeights = dependsOnlyOn(SOURCE, FILE, WEIGHTS, TOKENIZER);

  @ArchTest
  static final ArchRule evaluationIsBelowTrials =
      dependsOnlyOn(EVALUATION, TENSOR, MODEL, TOKENIZER, DATA);

  @ArchTest
  static final ArchRule generationKnowsModels = dependsOnlyOn(GENERATION, TENSOR, WEIGHTS, MODEL);

  @ArchTest
  static final ArchRule diffusionKnowsModelsAndTokenizers =
      dependsOnlyOn(DIFFUSION, TENSOR, FILE, WEIGHTS, ADAPTER, MODEL, TOKENIZER);

  @ArchTest
  static final ArchRule verificationIsBesideTrials =
      dependsOnlyOn(
          VERIFICATION,
          TENSOR,
          FILE,
          WEIGHTS,
          ADAPTER,
          MODEL,
          DATA,
          TRAIN,
          GENERATION,
          IMAGE,
          DIFFUSION,
          EVALUATION);

  @ArchTest
  static final ArchRule nothingInCoreNeedsVerification =
      noClasses()
          .that()
          .resideOutsideOfPackage(VERIFICATION)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(VERIFICATION);

  @ArchTest
  static final ArchRule onlyTrialsKnowSweepsAndAllElse =
      noClasses()
          .that()
          // Methods say which parameters they take; no further package, see above.
          .resideOutsideOfPackages(SPACE, ADAPTER, SWEEP, TRIAL, BENCHMARK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SPACE, SWEEP, TRIAL, BENCHMARK);

  /** The code that decoders share knows no family; the catalogue lists them. */
  @ArchTest
  static final ArchRule familiesOfModelsNeverSeeEachOther =
      slices()
          .matching("org.dashsweep.model.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(alwaysTrue(), resideInAPackage("org.dashsweep.model.decoder.."))
          .ignoreDependency(resideInAPackage("org.dashsweep.model.catalogue.."), alwaysTrue());

  /** A trial's tensors lie on its device: what it runs has to say on which. */
  @ArchTest
  static final ArchRule trialsSayOnWhichDevice =
      noClasses()
          .that()
          .resideInAnyPackage(ADAPTER, MODEL, DATA, TRAIN, EVALUATION, GENERATION, DIFFUSION, TRIAL)
          // Merging is no part of a trial.
          .and()
          .resideOutsideOfPackage("org.dashsweep.model.merge..")
          .should()
          .callMethod(TensorScope.class, "open");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("org.dashsweep.(**)").should().beFreeOfCycles();

  private static ArchCondition<JavaField> beReadFromAConfiguration() {
    return new ArchCondition<>("be read from a configuration") {
      @Override
      public void check(JavaField parameter, ConditionEvents events) {
        boolean read =
            parameter.getAccessesToSelf().stream()
                .map(JavaFieldAccess::getOrigin)
                .anyMatch(ArchitectureTest::reads);
        events.add(new SimpleConditionEvent(parameter, read, parameter.getFullName()));
      }
    };
  }

  /** Rules see what a trial does not. */
  private static boolean reads(JavaCodeUnit code) {
    return !code.getRawReturnType().isEquivalentTo(Rule.class)
        && code.getMethodCallsFromSelf().stream()
            .map(JavaMethodCall::getTarget)
            .anyMatch(
                called ->
                    called.getOwner().isEquivalentTo(TrialConfig.class)
                        && Set.of("get", "find").contains(called.getName()));
  }

  /** A package's classes know no other package of core than these. */
  private static ArchRule dependsOnlyOn(String own, String... others) {
    return knows(own, resideInAnyPackage(others));
  }

  private static ArchRule dependsOnlyOnAndTheFormOfASequence(String own, String... others) {
    return knows(
        own,
        resideInAnyPackage(others)
            .or(equivalentTo(PackedBatch.Sequence.class))
            .or(equivalentTo(CausalBatch.Sequence.class))
            .or(equivalentTo(ForkedSequence.class)));
  }

  private static ArchRule knows(String own, DescribedPredicate<JavaClass> others) {
    return classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat(resideInAPackage(own).or(others).or(resideOutsideOfPackage(ALL)));
  }
}
