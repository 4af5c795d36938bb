package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A table of a paper, set against what was measured: as LaTeX and as Markdown, to be pasted.
 *
 * @param name of its files
 * @param caption sentences: what the rows are
 * @param sources keys of BibTeX entries of data sets, and of where numbers come from
 * @param columns titles of the columns of numbers
 * @param groups the lines of each published row
 */
record PaperTable(
    String name, String caption, List<String> sources, List<String> columns, List<Group> groups) {
  /** Titles of the columns before those of numbers. */
  private static final List<String> IDENTITY = List.of("method", "rank", "parameters", "");

  PaperTable {
    sources = List.copyOf(sources);
    columns = List.copyOf(columns);
    groups = List.copyOf(groups);
  }

  /**
   * A method of the paper, and what was measured of it.
   *
   * @param method its title
   * @param citations keys of BibTeX entries
   * @param rank as text, or empty
   * @param parameters trained, as printed, or empty
   * @param lines what was published first, then what was measured
   */
  record Group(
      String method, List<String> citations, String rank, String parameters, List<Line> lines) {
    Group {
      citations = List.copyOf(citations);
      lines = List.copyOf(lines);
    }
  }

  /**
   * A line of numbers.
   *
   * @param title what they are
   * @param cells as many as there are columns; or one, which takes the place of all
   */
  record Line(String title, List<String> cells) {
    Line {
      cells = List.copyOf(cells);
    }
  }

  /** Returns the keys of what it cites. */
  Set<String> citations() {
    Set<String> keys = new TreeSet<>(sources);
    groups.forEach(group -> keys.addAll(group.citations()));
    return keys;
  }

  /** Returns a table of GitHub's Markdown under its caption. */
  String markdown() {
    ReportNumberFormat format = ReportNumberFormat.MARKDOWN;
    StringBuilder text = new StringBuilder(format.escape(caption)).append("\n\n");
    List<String> titles = new ArrayList<>(IDENTITY);
    titles.addAll(columns);
    text.append(markdownLine(titles.stream().map(format::escape).toList()));
    List<String> rules = new ArrayList<>(List.of("---", "---:", "---:", "---"));
    columns.forEach(column -> rules.add("---:"));
    text.append(markdownLine(rules));
    for (Group group : groups) {
      boolean first = true;
      for (Line line : group.lines()) {
        List<String> cells = new ArrayList<>(first ? identity(group) : List.of("", "", ""));
        cells.add(line.title());
        cells.addAll(line.cells());
        while (cells.size() < titles.size()) {
          cells.add("");
        }
        text.append(markdownLine(cells.stream().map(format::escape).toList()));
        first = false;
      }
    }
    return text.toString();
  }

  private static String markdownLine(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static List<String> identity(Group group) {
    return List.of(group.method(), group.rank(), group.parameters());
  }

  /** Returns a {@code table} float; it needs the packages booktabs and graphicx. */
  String latex() {
    ReportNumberFormat format = ReportNumberFormat.LATEX;
    StringBuilder text = new StringBuilder("% needs \\usepackage{booktabs,graphicx}\n");
    text.append("\\begin{table}[p]\n\\centering\n\\caption{")
        .append(format.escape(caption))
        .append(
            sources.isEmpty()
                ? ""
                : " Data and sources:~\\cite{" + String.join(",", sources) + "}.")
        .append("}\n\\label{tab:")
        .append(name)
        .append("}\n\\resizebox{\\textwidth}{!}{%\n\\begin{tabular}{lrrl")
        .append("r".repeat(columns.size()))
        .append("}\n\\toprule\n");
    List<String> titles = new ArrayList<>(IDENTITY);
    titles.addAll(columns);
    text.append(latexLine(titles.stream().map(format::escape).toList()));
    text.append("\\midrule\n");
    boolean later = false;
    for (Group group : groups) {
      text.append(later ? "\\addlinespace\n" : "");
      later = true;
      boolean first = true;
      for (Line line : group.lines()) {
        List<String> cells = new ArrayList<>();
        cells.add(first ? format.escape(group.method()) + cited(group) : "");
        cells.add(first ? format.escape(group.rank()) : "");
        cells.add(first ? format.escape(group.parameters()) : "");
        cells.add(format.escape(line.title()));
        line.cells().forEach(cell -> cells.add(format.escape(cell)));
        text.append(latexLine(spanned(cells, line, titles.size())));
        first = false;
      }
    }
    return text.append("\\bottomrule\n\\end{tabular}}\n\\end{table}\n").toString();
  }

  /** A cell that stands for all takes their width. */
  private static List<String> spanned(List<String> cells, Line line, int width) {
    if (cells.size() == width || line.cells().size() != 1) {
      return cells;
    }
    List<String> spanned = new ArrayList<>(cells.subList(0, IDENTITY.size()));
    spanned.add(
        String.format(
            Locale.ROOT,
            "\\multicolumn{%d}{l}{%s}",
            width - IDENTITY.size(),
            cells.get(IDENTITY.size())));
    return spanned;
  }

  private static String cited(Group group) {
    return group.citations().isEmpty()
        ? ""
        : "~\\cite{" + String.join(",", group.citations()) + "}";
  }

  private static String latexLine(List<String> cells) {
    return String.join(" & ", cells) + " \\\\\n";
  }
}
