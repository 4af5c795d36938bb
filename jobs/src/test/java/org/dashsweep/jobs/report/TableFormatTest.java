package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Rank;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.junit.jupiter.api.Test;

class TableFormatTest {
  private static final ReportTable TABLE =
      new ReportTable(
          "summary",
          "Values & spreads",
          List.of(Heading.text("method"), Heading.sample("task_a")),
          List.of(
              List.of(
                  Cell.of("a|b, \"c\"\n<d> 50%_{x}$\\"),
                  Cell.of(Sample.of(List.of(0.25, 0.75)), 3)
                      .withRank(Rank.BEST)
                      .withTraces(
                          List.of(
                              new Trace("seed 1", List.of("t1")),
                              new Trace("seed 2", List.of("t2"))))),
              List.of(Cell.of("[1]"), Cell.of(Sample.of(List.of(-0.5)), 3))));

  @Test
  void csvQuotesAndKeepsMeanSpreadAndIdsApart() {
    assertThat(TableFormat.CSV.render(TABLE))
        .isEqualTo(
            String.join(
                "\r\n",
                "method,task_a mean,task_a standard deviation,task_a n,trial ids",
                "\"a|b, \"\"c\"\"\n<d> 50%_{x}$\\\",0.5,0.3535533905932738,2,t1 t2",
                "[1],-0.5,,1,",
                ""));
  }

  @Test
  void markdownCannotLeaveItsCell() {
    assertThat(TableFormat.MARKDOWN.render(TABLE))
        .isEqualTo(
            """
            Values &amp; spreads

            | method | task\\_a |
            | --- | ---: |
            | a\\|b, "c" &lt;d> 50%\\_{x}$\\\\ | **0.500 ± 0.354 (2)** |
            | \\[1\\] | −0.500 (1) |
            """);
  }

  @Test
  void latexCharactersAreNoCommands() {
    assertThat(TableFormat.LATEX.render(TABLE))
        .isEqualTo(
            """
            % Values \\& spreads
            \\begin{tabular}{lr}
            \\toprule
            method & task\\_a \\\\
            \\midrule
            a|b, "c" \\textless{}d\\textgreater{} 50\\%\\_\\{x\\}\\$\\textbackslash{} & \
            \\textbf{0.500 $\\pm$ 0.354 (2)} \\\\
            {[}1] & $-$0.500 (1) \\\\
            \\bottomrule
            \\end{tabular}
            """);
  }
}
