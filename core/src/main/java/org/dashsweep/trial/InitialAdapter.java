package org.dashsweep.trial;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dashsweep.adapter.AdaptedBase;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.peft.AdapterDirectory;
import org.dashsweep.source.Locations;
import org.dashsweep.source.ModelSource;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.weights.CheckpointException;

/** A trained adapter that a trial goes on from, instead of a fresh one. */
public final class InitialAdapter {
  /** The parameter that names its directory. */
  public static final Parameter<String> PARAMETER =
      Parameter.text(
              "initial-adapter",
              "directory of an adapter to go on from, PEFT's or an export; a fresh one if absent")
          .optional();

  private final AdapterDirectory directory;
  private final AdapterModules modules;
  private final List<String> remarks;

  private InitialAdapter(Path path, String model, Locations locations) {
    AdapterDirectory read = AdapterDirectory.read(path);
    this.modules =
        new AdapterModules(
            path.toString(), read.whole(), () -> ModelSource.read(model, locations).checkpoint());
    SortedSet<String> copies = modules.copiesOfBase();
    this.directory = read.without(copies);
    this.remarks =
        copies.isEmpty()
            ? List.of()
            : List.of(
                String.format(
                    Locale.ROOT,
                    "%s holds %s as the base has it, so that the base's is used",
                    path,
                    String.join(", ", copies)));
  }

  /**
   * The one that a configuration names, if it names one.
   *
   * @throws CheckpointException if it is not there or not whole, or holds a trained module that no
   *     trial has a place for
   */
  public static Optional<InitialAdapter> read(TrialConfig config, Locations locations) {
    return path(config, locations)
        .map(path -> new InitialAdapter(path, config.get(SearchSpace.MODEL), locations));
  }

  /** Lists in sentences what is not as the files of the one that a configuration names say. */
  public static List<String> remarks(TrialConfig config, Locations locations) {
    return read(config, locations).map(adapter -> adapter.remarks).orElseGet(List::of);
  }

  private static Optional<Path> path(TrialConfig config, Locations locations) {
    return config.find(PARAMETER).map(name -> directory(name, locations));
  }

  private static Path directory(String name, Locations locations) {
    Locations.Lookup lookup = locations.model(name);
    if (!Files.isDirectory(lookup.path())) {
      throw new CheckpointException(
          name,
          String.format(
              Locale.ROOT,
              "is no adapter here: give a directory with adapter_config.json or dash_sweep.json; looked for %s, and --models DIR says where else to look",
              lookup.places()));
    }
    return lookup.path();
  }

  /** Finds the fault of the one that a configuration names, if it has any. */
  public static Optional<InputProblem> problem(
      TrialConfig config, Locations locations, Consumer<InitialAdapter> use) {
    return config
        .find(PARAMETER)
        .flatMap(
            name -> InputProblem.of(PARAMETER, name, () -> read(config, locations).ifPresent(use)));
  }

  /**
   * Requires that {@link #restore} can put it over what a method attaches to a base.
   *
   * @throws CheckpointException if it does not fit method or base
   */
  public void requireFits(Method method, LayerNames base) {
    directory.requireFits(method, base);
  }

  /**
   * The fingerprint of all that a trial learns from: of its rows and, where it does not start anew,
   * of what it goes on from.
   *
   * @param rows the data's fingerprint
   */
  public static String fingerprint(String rows, TrialConfig config, Locations locations) {
    return path(config, locations)
        .map(path -> sha256(rows + AdapterDirectory.fingerprint(path)))
        .orElse(rows);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * Puts it over the adapters that a method has just attached.
   *
   * @throws CheckpointException if it does not fit method or base
   */
  public void restore(Method method, AdapterSet adapters, AdaptedBase base) {
    directory.restore(method, adapters, base);
  }

  /**
   * Puts its head, if it has one, over a fresh one. What it lacks stays the base's.
   *
   * @param head by the names of its tensors in Hugging Face's model; empty for a trial without one
   * @throws CheckpointException if it has another head
   */
  public void restoreHead(Map<String, Tensor> head) {
    SortedMap<String, List<Long>> shapes = new TreeMap<>();
    head.forEach(
        (name, tensor) -> shapes.put(name, Arrays.stream(tensor.shape()).boxed().toList()));
    requireHead(shapes);
    head.forEach(
        (name, tensor) -> modules.tensor(name).ifPresent(saved -> tensor.fill(saved.floats())));
  }

  /**
   * Requires its head, if it has one, to be like a trial's.
   *
   * @param head shapes by the names of the tensors in Hugging Face's model
   * @throws CheckpointException if it has another head
   */
  public void requireHead(Map<String, List<Long>> head) {
    modules.requireHead(new TreeMap<>(head));
  }
}
