package org.dashsweep.verification;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.adapter.AdapterTensor;
import org.dashsweep.adapter.TraceValues;
import org.dashsweep.model.ConfigReader;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a trace as methods read them.
 *
 * @param tensors of the trace
 * @param launch the sentence that says how the launch was counted; null where a method finds it
 *     among the settings
 */
record TracedValues(ConfigReader config, ReferenceFile tensors, @Nullable String launch)
    implements TraceValues {
  private static final Pattern CALLS = Pattern.compile("warm-up set to (\\d+) forward calls");

  @Override
  public int positiveInteger(String key) {
    return config.positiveInteger(key);
  }

  @Override
  public double positive(String key) {
    return config.positive(key);
  }

  @Override
  public boolean has(String key) {
    return config.has(key);
  }

  @Override
  public String text(String key) {
    return config.text(key);
  }

  @Override
  public int count(String key) {
    return config.count(key);
  }

  @Override
  public List<String> texts(String key) {
    return config.texts(key);
  }

  @Override
  public TraceValues object(String key) {
    return new TracedValues(config.object(key), tensors, launch);
  }

  /** The only sentence that a method looks for is that of the launch. */
  @Override
  public Optional<String> find(String key, String pattern) {
    if (launch != null) {
      return first(CALLS.matcher(launch));
    }
    return config.isText(key)
        ? first(Pattern.compile(pattern).matcher(config.text(key)))
        : Optional.empty();
  }

  private static Optional<String> first(Matcher found) {
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  @Override
  public int rows(AdapterTensor tensor) {
    return tensors.startingWith("final.").stream()
        .filter(name -> tensor.traces().stream().anyMatch(end -> name.endsWith("." + end)))
        .findFirst()
        .map(name -> Math.toIntExact(tensors.shape(name).get(0)))
        .orElseThrow(
            () ->
                tensors.problem(
                    String.format(Locale.ROOT, "final.*.%s", tensor.traces()), "is missing"));
  }
}
