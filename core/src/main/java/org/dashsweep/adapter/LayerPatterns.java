package org.dashsweep.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Ranks and α of single modules: {@code rank_pattern} and {@code alpha_pattern}. The first key that
 * is a module's name, or an end of it, counts.
 *
 * @param ranks by module, in the file's order
 * @param alphas by module, in the file's order
 */
record LayerPatterns(Map<String, Integer> ranks, Map<String, Double> alphas) {
  static final LayerPatterns NONE = new LayerPatterns(Map.of(), Map.of());

  /** A leading {@code ^} asks for the whole name. PEFT also takes other regular expressions. */
  private static final Pattern NAME = Pattern.compile("\\^?\\w+(\\.\\w+)*");

  LayerPatterns {
    ranks = Collections.unmodifiableMap(new LinkedHashMap<>(ranks));
    alphas = Collections.unmodifiableMap(new LinkedHashMap<>(alphas));
  }

  /** Tells whether a key is understood. */
  static boolean isName(String key) {
    return NAME.matcher(key).matches();
  }

  Optional<Integer> rank(String module) {
    return first(ranks, module);
  }

  Optional<Double> alpha(String module) {
    return first(alphas, module);
  }

  private static <T> Optional<T> first(Map<String, T> values, String module) {
    return values.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().startsWith("^")
                    ? module.equals(entry.getKey().substring(1))
                    : TargetModules.fits(entry.getKey(), module))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
