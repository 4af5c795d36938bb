package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;
import org.dashsweep.jobs.report.ReportTable.Trace;
import org.junit.jupiter.api.Test;

class ReportNumberFormatTest {
  private static final ReportTable TABLE =
      new ReportTable(
          "summary",
          "Values & spreads",
          List.of(Heading.text("method"), Heading.sample("task_a")),
          List.of(
              List.of(
                  Cell.of("a|b, \"c\"\n<d> 50%_{x}$\\"),
                  Cell.of(mean(0.25, 0.75), 3)
                      .withEmphasis(Emphasis.BEST)
                      .withTraces(
                          List.of(
                              new Trace("seed 1", List.of("t1")),
                              new Trace("seed 2", List.of("t2"))))),
              List.of(Cell.of("[1]"), Cell.of(mean(-0.5), 3))));

  @Test
  void csvQuotesAndKeepsMeanSpreadAndIdsApart() {
    assertThat(ReportNumberFormat.CSV.render(TABLE))
        .isEqualTo(
            String.join(
                "\r\n",
                "method,task_a mean,task_a standard deviation,task_a n,trial ids",
                "\"a|b, \"\"c\"\"\n<d> 50%_{x}$\\\",0.5,0.3535533905932738,2,t1 t2",
                "[1],-0.5,,1,",
                ""));
  }

  @Test
  void nothingThatRoundsToZeroIsNegative() {
    assertThat(ReportTable.signed(-0.0004, 3)).isEqualTo("+0.000");
    assertThat(ReportTable.signed(-0.0006, 3)).isEqualTo("−0.001");
    assertThat(ReportTable.signed(0.0006, 3)).isEqualTo("+0.001");
  }

  @Test
  void noSpreadsheetTakesTextForAFormula() {
    ReportTable table =
        new ReportTable(
            "t",
            "",
            List.of(Heading.text("=1+1"), Heading.number("n")),
            List.of(
                List.of(Cell.of("=HYPERLINK(\"x\")"), Cell.of(-0.5, 3)),
                List.of(Cell.of("+1 or 2"), Cell.of(1e-9, 3)),
                List.of(Cell.of("-x"), Cell.of(-7)),
                List.of(Cell.of("@SUM(A1)"), Cell.of("-1.5E-7")),
                List.of(Cell.of("\t=1"), Cell.of("\r=1")),
                List.of(Cell.of("a=b"), Cell.of(Double.NaN, 3))));
    assertThat(ReportNumberFormat.CSV.render(table))
        .isEqualTo(
            String.join(
                "\r\n",
                "'=1+1,n",
                "\"'=HYPERLINK(\"\"x\"\")\",-0.5",
                "'+1 or 2,1.0E-9",
                "'-x,-7",
                "'@SUM(A1),-1.5E-7",
                "\"'\t=1\",\"'\r=1\"",
                "a=b,NaN",
                ""));
  }

  @Test
  void charactersThatFormatsUseThemselvesAreEscaped() {
    assertThat(ReportNumberFormat.MARKDOWN.escape("$x$ \u001b[31m|a|\u2028b"))
        .isEqualTo("\\$x\\$  \\[31m\\|a\\| b");
    assertThat(ReportNumberFormat.LATEX.escape("*a \u0007[b] \\input{x} $1$ ~^"))
        .isEqualTo(
            "{*}a  {[}b] \\textbackslash{}input\\{x\\} \\$1\\$"
                + " \\textasciitilde{}\\textasciicircum{}");
  }

  @Test
  void markdownCannotLeaveItsCell() {
    assertThat(ReportNumberFormat.MARKDOWN.render(TABLE))
        .isEqualTo(
            """
            Values &amp; spreads

            | method | task\\_a |
            | --- | ---: |
            | a\\|b, "c" &lt;d> 50%\\_{x}\\$\\\\ | **0.500 ± 0.354 (2)** |
            | \\[1\\] | −0.500 (1) |
            """);
  }

  @Test
  void latexCharactersAreNoCommands() {
    assertThat(ReportNumberFormat.LATEX.render(TABLE))
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

  private static ReportedMean mean(Double... values) {
    return new ReportedMean(
        ReportedSample.of(List.of(values)),
        Collections.emptySortedSet(),
        Collections.emptySortedSet());
  }
}
