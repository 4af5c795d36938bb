package org.dashsweep.adapter.peft;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.MethodType;
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

  @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "method")
  @JsonTypeIdResolver(Names.class)
  private interface ByName {}

  /** Methods of one class may have several names. */
  private static final class Names extends TypeIdResolverBase {
    @Override
    public String idFromValue(Object method) {
      return ((Method) method).name();
    }

    @Override
    public String idFromValueAndType(Object method, Class<?> type) {
      return idFromValue(method);
    }

    @Override
    public JavaType typeFromId(DatabindContext context, String name) throws IOException {
      MethodType type =
          Methods.named(name)
              .orElseThrow(
                  () ->
                      new InvalidTypeIdException(
                          null,
                          String.format(
                              Locale.ROOT,
                              "no method is called %s, only %s",
                              name,
                              Methods.ALL.stream().map(MethodType::name).toList()),
                          context.constructType(Method.class),
                          name));
      return context.constructType(type.settings());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
      return JsonTypeInfo.Id.CUSTOM;
    }
  }

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
      return JSON.treeToValue(completed(json), Method.class);
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          source, "has a method in no form known here: " + e.getOriginalMessage(), e);
    }
  }

  /** Adds the settings that came after the file. */
  private static JsonNode completed(JsonNode json) {
    if (!(json instanceof ObjectNode known)) {
      return json;
    }
    ObjectNode all = known.deepCopy();
    Methods.named(json.path("method").asText())
        .ifPresent(
            type ->
                type.laterSettings()
                    .forEach(
                        (name, value) -> {
                          if (!all.has(name)) {
                            all.set(name, JSON.valueToTree(value));
                          }
                        }));
    return all;
  }
}
