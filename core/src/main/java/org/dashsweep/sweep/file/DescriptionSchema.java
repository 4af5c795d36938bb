package org.dashsweep.sweep.file;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.dashsweep.space.DescriptionBlock;
import org.dashsweep.space.DescriptionField;
import org.dashsweep.space.Parameter;

/** The part of a {@link SweepSchema} that is about a block of descriptions. */
final class DescriptionSchema {
  private static final JsonMapper JSON = new JsonMapper();

  private DescriptionSchema() {}

  /** The schema of a block: a mapping of names to descriptions. */
  static ObjectNode of(DescriptionBlock block) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object").put("description", block.meaning()).put("minProperties", 1);
    schema.putObject("propertyNames").put("pattern", "^" + DescriptionReader.NAME + "$");
    ObjectNode one = schema.putObject("additionalProperties").put("type", "object");
    ObjectNode keys = one.putObject("properties");
    ArrayNode required = JSON.createArrayNode();
    for (DescriptionField field : block.fields()) {
      keys.set(field.name(), schema(field));
      if (field instanceof DescriptionField.Value value
          && value.parameter().presence() instanceof Parameter.Presence.Required) {
        required.add(field.name());
      }
    }
    one.set("required", required);
    one.put("additionalProperties", false);
    return schema;
  }

  private static ObjectNode schema(DescriptionField field) {
    if (field instanceof DescriptionField.Value value) {
      ObjectNode single = SweepSchema.value(value.parameter());
      if (value.parameter().kind().isNumeric()) {
        // A description has no other numbers to compute with.
        single.put("type", single.path("type").path(0).textValue()).remove("pattern");
      }
      return single;
    }
    ObjectNode schema = JSON.createObjectNode().put("description", field.description());
    if (field instanceof DescriptionField.Texts texts) {
      schema.put("type", "array").put("minItems", 1).put("uniqueItems", true);
      ObjectNode each = schema.putObject("items");
      each.putArray("type").add("string").add("number").add("boolean");
      each.setAll((ObjectNode) JSON.valueToTree(new TreeMap<>(texts.each().keywords())));
    } else {
      schema.putArray("type").add("string").add("object");
      schema.put("minProperties", 1).putObject("additionalProperties").put("type", "string");
    }
    return schema;
  }
}
