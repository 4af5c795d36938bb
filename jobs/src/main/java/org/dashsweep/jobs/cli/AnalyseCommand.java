package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.analysis.SweepAnalysis;
import org.dashsweep.jobs.analysis.UnknownMetricException;
import org.dashsweep.jobs.analysis.result.Analysis;
import org.dashsweep.jobs.analysis.result.AnalysisStore;
import org.dashsweep.jobs.analysis.result.StoredAnalysis;
import org.dashsweep.jobs.analysis.result.TablesFingerprint;
import org.dashsweep.jobs.console.Counted;
import org.dashsweep.jobs.console.PathDisplay;
import org.dashsweep.jobs.run.driver.RunSettings;
import org.dashsweep.jobs.run.protocol.RunRules;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.dashsweep.jobs.run.spark.DeviceChoice;
import org.dashsweep.jobs.run.spark.SparkSettings;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSnapshot;
import org.dashsweep.jobs.verdict.VerdictRow;
import org.dashsweep.jobs.verdict.Verdicts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep analyse}: which settings matter. */
@Command(
    name = "analyse",
    mixinStandardHelpOptions = true,
    description = {
      "Says which settings of the trials in DIR matter, for each metric: the importance of settings"
          + " and pairs, means by value, correlations of cost and quality, Pareto fronts, clusters of"
          + " learning curves. Spark SQL and MLlib compute it, here or on a cluster. Verdicts on each"
          + " pair of methods go to the table verdicts; the report says them in words.",
      "",
      "On a full grid, shares of the variance are exact. Otherwise a random forest predicts held-out"
          + " trials. If it predicts nothing, no importance is printed.",
      "",
      "The results are tables below DIR/analysis, which the report and Spark SQL's views read. A"
          + " later analysis replaces them. jobs/ANALYSIS.md says what each number is."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep analyse --out results",
      "  dash-sweep analyse --out results --metric accuracy --json",
      "  spark-submit --master yarn dash-sweep.jar analyse --out hdfs:///results"
    })
final class AnalyseCommand implements Callable<Integer> {
  private static final int SHOWN_VERDICTS = 6;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "Only this metric, such as accuracy; may be given several times. By default all of the"
              + " split that trials are judged by.")
  private Set<String> metrics = new TreeSet<>();

  @Mixin private MarginOption margin = new MarginOption();

  @Option(names = "--json", description = "Print the tables as JSON.")
  private boolean json;

  @Mixin private SparkOptions sparkOptions = new SparkOptions();

  @Override
  public Integer call() throws IOException {
    ProcessLimits.requireHeapForSpark(Runtime.getRuntime().maxMemory());
    double difference = margin.value();
    RunSettings settings = settings();
    ResultStore store = output.existing(settings.hadoop());
    TableSnapshot snapshot = output.committed(store);
    if (snapshot.succeeded().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--out " + output + ": no trial there has succeeded; run the sweep again");
    }
    String madeOf = TablesFingerprint.of(snapshot);
    Analysis found = analyse(store, settings.spark());
    Verdicts verdicts = Verdicts.of(store, difference);
    Analysis analysis = found.withVerdicts(verdicts.rows());
    new AnalysisStore(store).write(new StoredAnalysis(analysis, madeOf));
    print(analysis, verdicts, snapshot, store);
    return ExitCode.OK;
  }

  private Analysis analyse(ResultStore store, SparkSettings settings) throws IOException {
    try (SparkSession spark =
        SparkSession.builder().config(settings.queryConf("analyse")).getOrCreate()) {
      return SweepAnalysis.of(spark, store.directory().toString(), metrics);
    } catch (UnknownMetricException e) {
      throw new ParameterException(spec.commandLine(), "--metric " + e.getMessage(), e);
    }
  }

  private RunSettings settings() {
    try {
      return new RunSettings(
          SparkSettings.resolve(
              new SparkSettings.Request(
                  sparkOptions.master(),
                  SparkOptions.inheritedMaster(),
                  sparkOptions.settings(),
                  OptionalInt.empty(),
                  OptionalInt.empty(),
                  DeviceChoice.CPU,
                  null),
              Runtime.getRuntime().availableProcessors()),
          RunRules.DEFAULT,
          StopRules.DEFAULT,
          RunSettings.Times.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void print(
      Analysis analysis, Verdicts verdicts, TableSnapshot snapshot, ResultStore store)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(analysis));
    } else {
      new AnalysisText(analysis).lines().forEach(out::println);
      print(verdicts.headlines(), out);
      int left = snapshot.failed().size();
      if (left > 0) {
        out.println(
            String.format(
                Locale.ROOT,
                "Left out: %s that failed or stopped early. Settings that make trials fail look better"
                    + " than they are.",
                Counted.trials(left)));
      }
      out.println("Tables in " + PathDisplay.of(store.directory()) + "/analysis");
    }
    out.flush();
  }

  private static void print(List<VerdictRow> headlines, PrintWriter out) {
    headlines.stream().limit(SHOWN_VERDICTS).forEach(row -> out.println(row.sentence()));
    if (headlines.size() > SHOWN_VERDICTS) {
      out.println(
          String.format(
              Locale.ROOT,
              "%,d more comparisons of methods, in the table verdicts",
              headlines.size() - SHOWN_VERDICTS));
    }
  }
}
