package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.weights.CheckpointException;

/** Methods with all their settings as JSON objects whose {@code method} is the method's name. */
final class MethodJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addMixIn(Method.class, ByName.class)
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  static {
    Methods.ALL.forEach(type -> JSON.registerSubtypes(new NamedType(type.settings(), type.name())));
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "method")
  private interface ByName {}

  private MethodJson() {}

  static JsonNode of(Method method) {
    return JSON.valueToTree(method);
  }

  /**
   * Reads what {@link #of} gave.
   *
   * @param source for messages
   */
  static Method read(String source, JsonNode json) {
    try {
      return JSON.treeToValue(json, Method.class);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          source, "has a method in no form known here: " + e.getOriginalMessage(), e);
    }
  }
}
