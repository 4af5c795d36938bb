package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.dashsweep.jobs.grouping.ReportedTrials;

/**
 * A part of the report with a heading of its own. Its tables are files as well.
 *
 * @param id of its element in the page
 * @param title its heading
 * @param sentences what there is to say first
 * @param figures drawn before the tables
 * @param tables those without rows are left out of the page
 * @param cautions what a reader must know before believing them
 * @param parts sections within it, which the page folds but for the first
 */
record Section(
    String id,
    String title,
    List<String> sentences,
    List<Figure> figures,
    List<ReportTable> tables,
    List<String> cautions,
    List<Section> parts) {
  Section {
    sentences = List.copyOf(sentences);
    figures = List.copyOf(figures);
    tables = List.copyOf(tables);
    cautions = List.copyOf(cautions);
    parts = List.copyOf(parts);
  }

  /** A section with nothing in it yet. */
  static Section of(String id, String title) {
    return new Section(id, title, List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** Returns whether it shows nothing. */
  boolean isEmpty() {
    return sentences.isEmpty()
        && figures.isEmpty()
        && cautions.isEmpty()
        && tables.stream().allMatch(ReportTable::isEmpty)
        && parts.stream().allMatch(Section::isEmpty);
  }

  /** Returns the section with more sentences. */
  Section saying(Collection<String> more) {
    return new Section(id, title, joined(sentences, more), figures, tables, cautions, parts);
  }

  /** Returns the section with more figures. */
  Section drawing(Collection<Figure> more) {
    return new Section(id, title, sentences, joined(figures, more), tables, cautions, parts);
  }

  /** Returns the section with more tables. */
  Section with(Collection<ReportTable> more) {
    return new Section(id, title, sentences, figures, joined(tables, more), cautions, parts);
  }

  /** Returns the section with more tables. */
  Section with(ReportTable... more) {
    return with(List.of(more));
  }

  /** Returns the section with more cautions. */
  Section warning(Collection<String> more) {
    return new Section(id, title, sentences, figures, tables, joined(cautions, more), parts);
  }

  /** Returns the section with more parts. */
  Section holding(Collection<Section> more) {
    return new Section(id, title, sentences, figures, tables, cautions, joined(parts, more));
  }

  /** Returns the section with the marks of its tables' means explained in their captions. */
  Section explained(ReportedTrials sweep) {
    UnaryOperator<ReportTable> explain =
        table -> table.explained(ReportedMean.legend(table.remarks(), sweep.succeeded()));
    return new Section(
        id,
        title,
        sentences,
        figures,
        tables.stream().map(explain).toList(),
        cautions,
        parts.stream().map(part -> part.explained(sweep)).toList());
  }

  private static <T> List<T> joined(List<T> some, Collection<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
