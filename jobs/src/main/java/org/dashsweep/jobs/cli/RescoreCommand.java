package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.dashsweep.jobs.rescore.MetricChange;
import org.dashsweep.jobs.rescore.Rescore;
import org.dashsweep.jobs.rescore.UnknownMetricException;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.trial.catalogue.Experiments;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dash-sweep rescore}: metrics made anew from stored predictions. */
@Command(
    name = "rescore",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the metrics of the trials in DIR anew from the predictions they left: answers are"
          + " extracted again from generated texts, and accuracy, F1, the correlations and the"
          + " other metrics computed again from labels and logits. No model and no data are"
          + " needed.",
      "",
      "What comes out otherwise than is stored replaces it, in the tables evaluations, predictions"
          + " and trials, for all trials at once; the rest is left as it is. Trials without"
          + " predictions and validation losses are not touched."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dash-sweep rescore --out results --check",
      "  dash-sweep rescore --out results --metric accuracy"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; with --check: everything comes out as it is stored",
      "1:with --check: something comes out otherwise; or some trials cannot be scored",
      "2:the command line is wrong",
      "3:storage or the program failed; nothing was changed"
    })
final class RescoreCommand implements Callable<Integer> {
  private static final int SHOWN = 50;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls call
  private CommandSpec spec;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "Only this metric, such as accuracy; may be given several times.")
  private Set<String> metrics = new TreeSet<>();

  @Option(names = "--check", description = "Only say what would change.")
  private boolean check;

  @Mixin private HadoopOptions hadoopOptions = new HadoopOptions();

  @Override
  public Integer call() throws IOException {
    ResultStore store = output.existing(hadoopOptions.configuration());
    output.committed(store);
    Rescore rescore = rescore(store);
    print(rescore);
    return (check && !rescore.isUnchanged()) || !rescore.unscored().isEmpty()
        ? ExitCode.TRIALS_FAILED
        : ExitCode.OK;
  }

  private Rescore rescore(ResultStore store) throws IOException {
    try {
      return check
          ? Rescore.check(store, metrics, Experiments::rescoring)
          : Rescore.replace(store, metrics, Experiments::rescoring, Clock.systemUTC());
    } catch (UnknownMetricException e) {
      throw new ParameterException(spec.commandLine(), "--metric " + e.getMessage(), e);
    }
  }

  private void print(Rescore rescore) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.format(Locale.ROOT, "%,d trials with predictions", rescore.trials()));
    if (!rescore.unscored().isEmpty()) {
      out.println(
          String.format(
              Locale.ROOT, "%,d cannot be scored and stay as they are", rescore.unscored().size()));
      rescore.unscored().stream()
          .limit(SHOWN)
          .forEach(
              trial ->
                  out.println(
                      String.format(Locale.ROOT, "  %s  %s", trial.trialId(), trial.message())));
      if (rescore.unscored().size() > SHOWN) {
        out.println(
            String.format(Locale.ROOT, "  and %,d more", rescore.unscored().size() - SHOWN));
      }
    }
    if (rescore.isUnchanged()) {
      out.println(
          rescore.unscored().isEmpty()
              ? "Everything comes out as it is stored"
              : "Everything else comes out as it is stored");
    } else {
      out.println(
          String.format(Locale.ROOT, "%,d predictions are read otherwise", rescore.predictions()));
      out.println(
          String.format(
              Locale.ROOT,
              "%,d metrics %s",
              rescore.changes().size(),
              check ? "would change" : "are replaced"));
      rescore.changes().stream().limit(SHOWN).forEach(change -> out.println("  " + text(change)));
      if (rescore.changes().size() > SHOWN) {
        out.println(String.format(Locale.ROOT, "  and %,d more", rescore.changes().size() - SHOWN));
      }
    }
    out.flush();
  }

  private static String text(MetricChange change) {
    @Nullable Double before = change.before() == null ? null : change.before().value();
    return String.format(
        Locale.ROOT,
        "%s  %s, %s, %s: %s -> %s",
        change.trialId(),
        change.after().dataset(),
        change.after().split(),
        change.after().metric(),
        before == null ? "not stored" : before.toString(),
        change.after().value());
  }
}
