package org.dashsweep.space;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The kind of a parameter's values, and their canonical Java form in a {@link TrialConfig}. */
public enum ParameterKind {
  /** A {@link String}. */
  TEXT("text"),
  /** A {@link Long}. */
  INTEGER("an integer"),
  /** A finite {@link Double}; negative zero is zero. */
  DECIMAL("a number"),
  /** A {@link Boolean}. */
  BOOLEAN("true or false"),
  /** A set of texts: a {@link List} of distinct {@link String}s, sorted, never empty. */
  TEXT_LIST("a list of texts");

  private final String phrase;

  ParameterKind(String phrase) {
    this.phrase = phrase;
  }

  /** The kind with its article, for messages: "an integer". */
  public String phrase() {
    return phrase;
  }

  /** The kind in lower case, for tables: "text list". */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Tells whether an expression can yield or use values of this kind. */
  public boolean isNumeric() {
    return this == INTEGER || this == DECIMAL;
  }

  /**
   * The canonical form of a value of this kind.
   *
   * @throws IllegalArgumentException if it is of another kind
   */
  public Object canonical(Object value) {
    boolean fits =
        switch (this) {
          case TEXT -> value instanceof String;
          case INTEGER -> value instanceof Long || value instanceof Integer;
          case DECIMAL -> value instanceof Number number && Double.isFinite(number.doubleValue());
          case BOOLEAN -> value instanceof Boolean;
          case TEXT_LIST -> value instanceof List<?>;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "The value must be %s: %s", phrase, value));
    }
    return switch (this) {
      case TEXT, BOOLEAN -> value;
      case INTEGER -> ((Number) value).longValue();
      // Adding zero turns -0.0, which prints differently, into 0.0.
      case DECIMAL -> ((Number) value).doubleValue() + 0.0;
      case TEXT_LIST -> canonicalTexts((List<?>) value);
    };
  }

  private static List<String> canonicalTexts(List<?> list) {
    TreeSet<String> texts = new TreeSet<>();
    for (Object entry : list) {
      if (!(entry instanceof String text) || !texts.add(text)) {
        throw new IllegalArgumentException("A list must hold distinct texts: " + list);
      }
    }
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("A list of texts must not be empty");
    }
    return List.copyOf(texts);
  }
}
