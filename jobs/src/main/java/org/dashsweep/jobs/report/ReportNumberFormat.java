package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dashsweep.jobs.report.ReportTable.Alignment;
import org.dashsweep.jobs.report.ReportTable.Cell;
import org.dashsweep.jobs.report.ReportTable.Emphasis;
import org.dashsweep.jobs.report.ReportTable.Heading;

/** The formats a table is written in beside HTML. */
enum ReportNumberFormat {
  /**
   * Full precision, means and spreads apart, then what is to be known of the means, then the
   * trials' ids. RFC 4180; text that a spreadsheet would take for a formula is behind an
   * apostrophe, as OWASP has it.
   */
  CSV("csv") {
    @Override
    String render(ReportTable table) {
      boolean traced = table.rows().stream().anyMatch(row -> !ReportTable.trialIds(row).isEmpty());
      List<List<String>> lines = new ArrayList<>();
      List<String> names = new ArrayList<>();
      table.headings().forEach(heading -> names.addAll(heading.dataNames()));
      boolean remarked = !table.remarks().isEmpty();
      if (remarked) {
        names.add("remarks");
      }
      if (traced) {
        names.add("trial ids");
      }
      lines.add(names);
      for (List<Cell> row : table.rows()) {
        List<String> line = new ArrayList<>();
        row.forEach(cell -> line.addAll(cell.data()));
        if (remarked) {
          line.add(table.remarks(row));
        }
        if (traced) {
          line.add(String.join(" ", ReportTable.trialIds(row)));
        }
        lines.add(line);
      }
      return lines.stream()
          .map(line -> line.stream().map(this::escape).collect(Collectors.joining(",")) + "\r\n")
          .collect(Collectors.joining());
    }

    @Override
    String escape(String text) {
      String safe =
          FORMULA.matcher(text).lookingAt() && !NUMBER.matcher(text).matches() ? "'" + text : text;
      return safe.matches("(?s).*[,\"\r\n\t].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
  },

  /** A table of GitHub's Markdown. */
  MARKDOWN("md") {
    @Override
    String render(ReportTable table) {
      StringBuilder text = new StringBuilder(escape(table.caption())).append("\n\n");
      text.append(line(table.headings().stream().map(heading -> escape(heading.title())).toList()));
      text.append(
          line(
              table.headings().stream()
                  .map(heading -> heading.alignment() == Alignment.NUMBER ? "---:" : "---")
                  .toList()));
      for (List<Cell> row : table.rows()) {
        text.append(
            line(
                row.stream()
                    .map(
                        cell ->
                            cell.emphasis() == Emphasis.BEST
                                ? "**" + escape(cell.text()) + "**"
                                : escape(cell.text()))
                    .toList()));
      }
      return text.toString();
    }

    private String line(List<String> cells) {
      return "| " + String.join(" | ", cells) + " |\n";
    }

    @Override
    String escape(String text) {
      return text.replaceAll("\\R|\\p{Cntrl}", " ")
          .replace("&", "&amp;")
          .replace("<", "&lt;")
          .replaceAll("([\\\\`*_\\[\\]|~$])", "\\\\$1");
    }
  },

  /** A {@code tabular} for {@code \input}; needs the package booktabs. */
  LATEX("tex") {
    @Override
    String render(ReportTable table) {
      StringBuilder text = new StringBuilder();
      text.append("% ").append(escape(table.caption())).append('\n');
      text.append("\\begin{tabular}{");
      for (Heading heading : table.headings()) {
        text.append(heading.alignment() == Alignment.NUMBER ? 'r' : 'l');
      }
      text.append("}\n\\toprule\n");
      text.append(line(table.headings().stream().map(heading -> escape(heading.title())).toList()));
      text.append("\\midrule\n");
      for (List<Cell> row : table.rows()) {
        text.append(
            line(
                row.stream()
                    .map(
                        cell ->
                            cell.emphasis() == Emphasis.BEST
                                ? "\\textbf{" + escape(cell.text()) + "}"
                                : escape(cell.text()))
                    .toList()));
      }
      return text.append("\\bottomrule\n\\end{tabular}\n").toString();
    }

    private String line(List<String> cells) {
      return String.join(" & ", cells) + " \\\\\n";
    }

    @Override
    String escape(String text) {
      StringBuilder escaped = new StringBuilder();
      text.codePoints()
          .forEach(
              character -> {
                switch (character) {
                  case '\\' -> escaped.append("\\textbackslash{}");
                  case '~' -> escaped.append("\\textasciitilde{}");
                  case '^' -> escaped.append("\\textasciicircum{}");
                  case '<' -> escaped.append("\\textless{}");
                  case '>' -> escaped.append("\\textgreater{}");
                  // In braces, so that \\ before them does not take them for its argument or its
                  // star.
                  case '[' -> escaped.append("{[}");
                  case '*' -> escaped.append("{*}");
                  case '{', '}', '$', '&', '#', '_', '%' ->
                      escaped.append('\\').appendCodePoint(character);
                  case '±' -> escaped.append("$\\pm$");
                  case '×' -> escaped.append("$\\times$");
                  case '−' -> escaped.append("$-$");
                  case '–' -> escaped.append("--");
                  case '…' -> escaped.append("\\dots{}");
                  case 'Δ' -> escaped.append("$\\Delta$");
                  case 'σ' -> escaped.append("$\\sigma$");
                  default ->
                      escaped.appendCodePoint(Character.isISOControl(character) ? ' ' : character);
                }
              });
      return escaped.toString();
    }
  };

  /** First characters of text that spreadsheets take for a formula. */
  private static final Pattern FORMULA = Pattern.compile("[=+\\-@\t\r\n＝＋－＠]");

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?|-?Infinity");

  private final String extension;

  ReportNumberFormat(String extension) {
    this.extension = extension;
  }

  /** Returns the extension of the names of its files, without a dot. */
  String extension() {
    return extension;
  }

  abstract String render(ReportTable table);

  /** Text of data as text of this format. */
  abstract String escape(String text);
}
