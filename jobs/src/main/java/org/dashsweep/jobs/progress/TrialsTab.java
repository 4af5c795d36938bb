package org.dashsweep.jobs.progress;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.ui.WebUIPage;
import org.dashsweep.jobs.console.HumanDuration;
import scala.Function0;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction0;
import scala.xml.Node;
import scala.xml.Utility;
import scala.xml.XML;

/**
 * A tab of Spark's own pages that says which trial is where and how far it is. Spark itself shows
 * what a task has reported only after the task's end.
 */
public final class TrialsTab extends SparkUITab {
  private TrialsTab(SparkUI pages, Supplier<List<ProgressSnapshot.Running>> trials) {
    super(pages, "trials");
    attachPage(new Page(this, trials));
  }

  /** Adds the tab to an application's pages, if it has any. */
  public static void attach(JavaSparkContext context, SweepProgress progress) {
    Option<SparkUI> pages = context.sc().ui();
    if (pages.isDefined()) {
      pages.get().attachTab(new TrialsTab(pages.get(), progress::running));
    }
  }

  private static final class Page extends WebUIPage {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private final SparkUITab tab;
    private final Supplier<List<ProgressSnapshot.Running>> trials;

    Page(SparkUITab tab, Supplier<List<ProgressSnapshot.Running>> trials) {
      super("");
      this.tab = tab;
      this.trials = trials;
    }

    @Override
    public Seq<Node> render(HttpServletRequest request) {
      List<ProgressSnapshot.Running> running = trials.get();
      Function0<Seq<Node>> content =
          new AbstractFunction0<>() {
            @Override
            public Seq<Node> apply() {
              return XML.loadString(table(running));
            }
          };
      return UIUtils.headerSparkPage(
          request,
          String.format(Locale.ROOT, "%d trials under way", running.size()),
          content,
          tab,
          Option.empty(),
          false,
          false);
    }

    private static String table(List<ProgressSnapshot.Running> running) {
      StringBuilder table =
          new StringBuilder("<table class=\"table table-bordered table-sm table-striped\">")
              .append("<thead><tr><th>Trial</th><th>Host</th><th>Since</th>")
              .append("<th>Last heard of</th><th>Progress</th></tr></thead><tbody>");
      running.forEach(trial -> table.append(row(trial)));
      return table.append("</tbody></table>").toString();
    }

    private static String row(ProgressSnapshot.Running trial) {
      return String.format(
          Locale.ROOT,
          "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s ago</td><td>%s</td></tr>",
          Utility.escape(trial.trialId()),
          Utility.escape(trial.host()),
          time(trial.startedAt()),
          HumanDuration.of(trial.silence()),
          Utility.escape(ProgressText.running(trial)));
    }

    private static String time(Instant instant) {
      return TIME.format(instant);
    }
  }
}
