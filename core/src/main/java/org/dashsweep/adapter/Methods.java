package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;

/**
 * Lists the fine-tuning methods. A further one is a line of {@link #OWN}; one of another jar is
 * found by {@link ServiceLoader}.
 */
public final class Methods {
  /** The rank of low-rank adapters, by which tables are ordered; set before methods are found. */
  public static final Parameter<Integer> RANK = Lora.RANK;

  /** The layers that a method adapts. Methods that share a parameter declare it once. */
  public static final Parameter<List<String>> TARGETS = Lora.TARGETS;

  private static final List<MethodType> OWN =
      Stream.of(
              List.of(
                  Untuned.TYPE,
                  HeadOnly.TYPE,
                  FullFineTuning.TYPE,
                  BitFit.TYPE,
                  Lora.TYPE,
                  Dora.TYPE,
                  LoraDash.TYPE,
                  RsLora.TYPE,
                  LoraPlus.TYPE,
                  Pissa.TYPE,
                  Milora.TYPE,
                  Olora.TYPE,
                  Trilora.TYPE,
                  Flora.TYPE,
                  Moslora.TYPE,
                  Vera.TYPE,
                  Liera.TYPE,
                  AdaLora.TYPE,
                  Ia3.TYPE,
                  Ia3Rows.TYPE,
                  Ssl.TYPE,
                  Ssb.TYPE,
                  Series.TYPE,
                  Parallel.TYPE,
                  Houlsby.TYPE,
                  Pfeiffer.TYPE,
                  PrefixTuning.TYPE,
                  LoraInit.TYPE,
                  LoraTsd.TYPE),
              LoraDash.onOthers())
          .flatMap(List::stream)
          .toList();

  /** Every method, in the order of listings. */
  public static final List<MethodType> ALL =
      Stream.concat(
              OWN.stream(),
              ServiceLoader.load(MethodType.class, MethodType.class.getClassLoader()).stream()
                  .map(ServiceLoader.Provider::get))
          .toList();

  /** The method that the program is about: what comparisons measure unless they are told. */
  public static final MethodType SUBJECT = LoraDash.TYPE;

  private Methods() {}

  /** The method of that name. */
  public static Optional<MethodType> named(String name) {
    return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
  }

  /**
   * The method of a configuration, with its settings.
   *
   * @throws IllegalStateException if the configuration was not checked
   */
  public static Method of(TrialConfig config) {
    return named(config.get(SearchSpace.METHOD))
        .orElseThrow(
            () -> new IllegalStateException("The search space knows more methods: " + config))
        .of(config);
  }

  /** The parameters that {@link #of} reads, of whatever method. */
  public static Set<Parameter<?>> parameters() {
    return Stream.<Parameter<?>>concat(
            Stream.of(SearchSpace.METHOD), ALL.stream().flatMap(type -> type.parameters().stream()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Every tensor that some method adds to a layer, once. */
  public static List<AdapterTensor> tensors() {
    return ALL.stream().flatMap(type -> type.tensors().stream()).distinct().toList();
  }
}
