package org.dashsweep.trial;

import java.util.List;
import org.dashsweep.data.described.RowDescription;
import org.dashsweep.data.rows.RowFormat;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;

/** The fields of a {@link RowDescription} that every block of sweep files has alike. */
public final class RowFields {
  private RowFields() {}

  /** Returns those of rows that are held out. */
  public static List<DescriptionField> heldOut() {
    return List.of(
        new DescriptionField.Value(
            Parameter.decimal(
                    RowDescription.HOLD_OUT, "share of the training rows to evaluate on instead")
                .between(0.001, 0.999)
                .optional()),
        new DescriptionField.Value(
            Parameter.integer(
                    RowDescription.HOLD_OUT_SEED, "of the choice of these rows; 0 if absent")
                .between(0, Integer.MAX_VALUE)
                .optional()));
  }

  /** Returns those of the files' form. */
  public static List<DescriptionField> form() {
    return List.of(
        choice(
            RowDescription.FORMAT,
            RowFormat.labels(),
            "of the files; told by their names if absent"),
        choice(
            RowDescription.QUOTING,
            List.of(RowDescription.NO_QUOTING, RowDescription.RFC_4180),
            "of TSV alone: quote characters are text (none, if absent) or quote as in CSV"));
  }

  /** Returns a field that takes one of some texts, or is absent. */
  public static DescriptionField choice(String key, List<String> choices, String description) {
    return new DescriptionField.Value(
        Parameter.choice(key, choices, text -> text, description).optional());
  }
}
