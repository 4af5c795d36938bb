package org.dashsweep.adapter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every method with settings that suit small models. */
public final class TestMethods {
  private TestMethods() {}

  /** A method of small widths, whose directions are launched after one update. */
  public static Method of(MethodType type) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of(
                "rank", 2,
                "directions", 3,
                "bottleneck", 3,
                "hadapter-bottleneck", 3,
                "padapter-bottleneck", 4,
                "virtual-tokens", 2));
    values.putAll(type.benchmarkValues());
    return type.with(values);
  }

  /** Every method that an encoder can be trained by. */
  public static List<Method> ofEncoders() {
    return Methods.ALL.stream()
        .map(TestMethods::of)
        .filter(method -> method.prefixTokens() == 0)
        .toList();
  }
}
