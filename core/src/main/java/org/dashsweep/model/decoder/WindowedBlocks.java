package org.dashsweep.model.decoder;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dashsweep.model.ConfigReader;

/** The keys of {@code config.json} that say which blocks have a sliding window. */
public final class WindowedBlocks {
  /** The key that lists the kind of attention of each block. */
  public static final String LAYER_TYPES = "layer_types";

  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";
  private static final String SWITCH = "use_sliding_window";

  /** Qwen's, where a configuration has none. */
  private static final int DEFAULT_WINDOW = 4096;

  private static final int DEFAULT_MAX_WINDOW_LAYERS = 28;

  private WindowedBlocks() {}

  /** Returns all blocks. */
  public static Set<Integer> all(ConfigReader reader) {
    return from(reader, 0);
  }

  /**
   * Reads the blocks that {@code layer_types} gives a sliding window.
   *
   * @return their indices
   * @throws org.dashsweep.model.ModelException if there is not one known kind for each block
   */
  public static Set<Integer> listed(ConfigReader reader) {
    List<String> types = reader.texts(LAYER_TYPES);
    int blocks = reader.positiveInteger("num_hidden_layers");
    if (types.size() != blocks || !Set.of(FULL, SLIDING).containsAll(types)) {
      throw reader.problem(
          LAYER_TYPES,
          String.format(
              Locale.ROOT, "must say %s or %s for each of the %d layers", FULL, SLIDING, blocks));
    }
    return IntStream.range(0, blocks)
        .filter(block -> types.get(block).equals(SLIDING))
        .boxed()
        .collect(Collectors.toSet());
  }

  /**
   * Reads the window of Qwen's families, which {@code use_sliding_window} switches on. Its blocks
   * are those of {@code layer_types} or, without that key, those from {@code max_window_layers} on.
   *
   * @throws org.dashsweep.model.ModelException if a value is of the wrong kind, or a block is to
   *     have a window that is switched off
   */
  public static SlidingWindow switched(ConfigReader reader) {
    int tokens = window(reader);
    boolean used = reader.flag(SWITCH) && tokens > 0;
    if (reader.has(LAYER_TYPES)) {
      Set<Integer> blocks = listed(reader);
      if (!used && !blocks.isEmpty()) {
        throw reader.problem(
            LAYER_TYPES,
            String.format(
                Locale.ROOT, "must say %s alone without %s and sliding_window", FULL, SWITCH));
      }
      return used ? new SlidingWindow(tokens, blocks) : SlidingWindow.NONE;
    }
    return used
        ? new SlidingWindow(
            tokens, from(reader, reader.count("max_window_layers", DEFAULT_MAX_WINDOW_LAYERS)))
        : SlidingWindow.NONE;
  }

  /** 0 if the key is null. */
  private static int window(ConfigReader reader) {
    String key = "sliding_window";
    return reader.names(key) && !reader.has(key) ? 0 : reader.positiveInteger(key, DEFAULT_WINDOW);
  }

  private static Set<Integer> from(ConfigReader reader, int first) {
    return IntStream.range(first, reader.positiveInteger("num_hidden_layers"))
        .boxed()
        .collect(Collectors.toSet());
  }
}
