package org.dashsweep.sweep.file;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dashsweep.space.CanonicalJson;

/**
 * The canonical JSON of descriptions. Keys are in the order of declaration, lists and mappings in
 * the order of the file. A location is a mapping whose only name is "".
 */
final class DescriptionJson {
  private DescriptionJson() {}

  /** One description, of values by key. */
  static String of(Map<String, Object> values) {
    return values.entrySet().stream()
        .map(entry -> text(entry.getKey()) + ":" + value(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** An object of names to their descriptions. */
  static String join(SortedMap<String, String> descriptions) {
    return descriptions.entrySet().stream()
        .map(entry -> text(entry.getKey()) + ":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String value(Object value) {
    if (value instanceof Map<?, ?> mapping) {
      return mapping.entrySet().stream()
          .map(entry -> text((String) entry.getKey()) + ":" + text((String) entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(DescriptionJson::value).collect(Collectors.joining(",", "[", "]"));
    }
    return scalar(value);
  }

  private static String text(String text) {
    return scalar(text);
  }

  private static String scalar(Object value) {
    String object = CanonicalJson.write(new TreeMap<>(Map.of("v", value)));
    return object.substring("{\"v\":".length(), object.length() - 1);
  }
}
