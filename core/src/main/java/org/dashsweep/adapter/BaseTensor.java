package org.dashsweep.adapter;

import java.util.List;

/**
 * A tensor of a base model as it lies in memory, alone or joined of several, which a trial may have
 * a copy of that trains.
 *
 * @param place the block that reads it, by its index, or {@link #EMBEDDINGS}, {@link #SHARED} or
 *     {@link #HEAD}
 * @param key its name in the dictionary that TorchScript reads there
 * @param tied whether the head reads it too, under the same key
 * @param parts the checkpoint's tensors that it holds, in order
 */
public record BaseTensor(String place, String key, boolean tied, List<Part> parts) {
  /** The embeddings and the norm behind them. */
  public static final String EMBEDDINGS = "embeddings";

  /** Whatever all blocks share. */
  public static final String SHARED = "shared";

  /** The final norm and the head of a language model. */
  public static final String HEAD = "head";

  public BaseTensor {
    parts = List.copyOf(parts);
  }

  /** Rows [from, to) of a tensor, under the name that the checkpoint has for them. */
  public record Part(String name, long from, long to) {}

  /** Its full name in an {@link AdapterSet}. */
  public String name() {
    return place + "." + key;
  }
}
