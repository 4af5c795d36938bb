package org.dashsweep.space;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A block on the top level of sweep files that describes values of parameters under names of one's
 * own, such as {@code tasks}.
 *
 * <p>A configuration whose parameters name descriptions carries them along in a parameter that no
 * section sets. Its value is a JSON object of the names to their descriptions, so that a trial's id
 * depends on what they say.
 *
 * @param key of the block
 * @param meaning one line on what it describes
 * @param named the names of the parameters whose values may be names of the block, texts or lists
 *     of texts
 * @param carried the optional parameter that the descriptions go into
 * @param reserved names that mean something already
 * @param fields the keys of a description
 * @param check finds what is wrong between the values of one description
 */
public record DescriptionBlock(
    String key,
    String meaning,
    List<String> named,
    Parameter<String> carried,
    Set<String> reserved,
    List<DescriptionField> fields,
    Check check) {
  /** Finds what is wrong between the values of a description. */
  @FunctionalInterface
  public interface Check {
    /**
     * Lists the faults; empty if there are none.
     *
     * @param values by key; a single value in its canonical form, a list of texts, or a mapping of
     *     names to texts in the order of the file. A location without a name has the name ""
     */
    List<Fault> faults(Map<String, Object> values);
  }

  /**
   * A fault of a description.
   *
   * @param field the key that it is of; one that the description lacks stands for the whole
   * @param message what is wrong, with the offending value
   * @param remedy what to do about it
   */
  public record Fault(String field, String message, String remedy) {}

  /** Copies the lists; requires the fields' names to be distinct and {@code carried} optional. */
  public DescriptionBlock {
    Parameter.requireName(key);
    named = List.copyOf(named);
    reserved = Set.copyOf(reserved);
    fields = List.copyOf(fields);
    if (fields.stream().map(DescriptionField::name).collect(Collectors.toSet()).size()
        < fields.size()) {
      throw new IllegalArgumentException("A field is declared twice: " + fields);
    }
    if (!(carried.presence() instanceof Parameter.Presence.Optional)) {
      throw new IllegalArgumentException("Descriptions are optional: " + carried);
    }
  }

  /** Returns whether a parameter's values may be names of the block. */
  public boolean names(Parameter<?> parameter) {
    return named.contains(parameter.name());
  }

  /** Returns the block as a Markdown table, for help texts and documentation. */
  String describe() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Block `%s` of the top level: %s. A name in it is a value of `%s`.\n\n",
            key,
            meaning,
            String.join("` and `", named)));
    text.append("| key | kind | default | values | meaning |\n| --- | --- | --- | --- | --- |\n");
    fields.forEach(field -> text.append(row(field)).append('\n'));
    return text.toString();
  }

  private static String row(DescriptionField field) {
    if (field instanceof DescriptionField.Value value) {
      return SearchSpaceListing.row(value.parameter(), "");
    }
    String kind =
        field instanceof DescriptionField.Texts ? "list of texts" : "text or mapping of names";
    String values = field instanceof DescriptionField.Texts texts ? texts.each().requirement() : "";
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | none | %s | %s |",
        field.name(),
        kind,
        values,
        field.description());
  }
}
