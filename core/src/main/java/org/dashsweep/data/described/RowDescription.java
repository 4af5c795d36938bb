package org.dashsweep.data.described;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dashsweep.data.rows.Quoting;
import org.dashsweep.data.rows.RowForm;
import org.dashsweep.data.rows.RowFormat;
import org.jspecify.annotations.Nullable;

/**
 * The part of a description in a sweep file that says where its rows are and how they lie there.
 */
public final class RowDescription {
  // Its keys.
  public static final String TRAIN = "train";
  public static final String EVALUATION = "evaluation";
  public static final String HOLD_OUT = "hold-out";
  public static final String HOLD_OUT_SEED = "hold-out-seed";
  public static final String FORMAT = "format";
  public static final String QUOTING = "quoting";

  /** The value of {@link #QUOTING} that quotes as CSV does. */
  public static final String RFC_4180 = "rfc4180";

  /** The value of {@link #QUOTING} by which quote characters are text. */
  public static final String NO_QUOTING = "none";

  private RowDescription() {}

  /** Reads the form of the files from a description in its canonical form. */
  public static RowForm form(JsonNode json) {
    RowForm form =
        RFC_4180.equals(text(json, QUOTING))
            ? RowForm.BY_NAME.withQuoting(Quoting.RFC_4180)
            : RowForm.BY_NAME;
    @Nullable String format = text(json, FORMAT);
    return format == null ? form : form.withFormat(RowFormat.ofLabel(format).orElseThrow());
  }

  /**
   * Reads the rows that are held out from a description in its canonical form; null if none are.
   */
  public static @Nullable HoldOut holdOut(JsonNode json) {
    return json.has(HOLD_OUT)
        ? new HoldOut(json.path(HOLD_OUT).doubleValue(), json.path(HOLD_OUT_SEED).asLong())
        : null;
  }

  /** Returns the text of a key, or null. */
  public static @Nullable String text(JsonNode json, String key) {
    return json.path(key).textValue();
  }

  /** Returns the texts of a list, or of a mapping's values; none if there is neither. */
  public static List<String> texts(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
