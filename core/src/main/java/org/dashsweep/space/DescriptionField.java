package org.dashsweep.space;

/** One key of the descriptions in a {@link DescriptionBlock}. */
public sealed interface DescriptionField {
  /** Returns the key, in kebab case. */
  String name();

  /** Returns one line on what it says. */
  String description();

  /**
   * A single value, of any kind but lists. Texts are never blank.
   *
   * @param parameter its name, kind, range and default; a computed default is not supported
   */
  record Value(Parameter<?> parameter) implements DescriptionField {
    public Value {
      if (parameter.kind() == ParameterKind.TEXT_LIST
          || parameter.presence() instanceof Parameter.Presence.Computed) {
        throw new IllegalArgumentException("A field is no list and not computed: " + parameter);
      }
    }

    @Override
    public String name() {
      return parameter.name();
    }

    @Override
    public String description() {
      return parameter.description();
    }
  }

  /**
   * An optional list of distinct texts in the order of the file. Numbers, true and false are taken
   * as they are written.
   *
   * @param each what every text must be
   */
  record Texts(String name, String description, Constraint each) implements DescriptionField {
    public Texts {
      Parameter.requireName(name);
    }
  }

  /** An optional location of rows, or a mapping of names to locations in the order of the file. */
  record Locations(String name, String description) implements DescriptionField {
    public Locations {
      Parameter.requireName(name);
    }
  }
}
