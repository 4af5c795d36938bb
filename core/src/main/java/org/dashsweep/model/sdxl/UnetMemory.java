package org.dashsweep.model.sdxl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.dashsweep.adapter.AdapterFootprint;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.adapter.Method;
import org.dashsweep.model.Activations;
import org.dashsweep.tensor.Precision;

/**
 * The bytes that a U-Net with adapters takes, and the operations of its passes, computed from its
 * shape alone. It counts what {@link UnetModel} holds and what autograd keeps of {@code unet.py},
 * operation by operation. The process itself is not included, nor the reserve of a GPU's allocator.
 */
public final class UnetMemory {
  private static final long FLOAT = Float.BYTES;

  /**
   * Scores of an image's attention up to which {@code unet.py} computes in float32 beside a 16-bit
   * base on a CPU.
   */
  private static final long FEW_SCORES = 1 << 20;

  /**
   * The memory that the C library's allocator holds beside what is in use, in shares of it:
   * measured with {@code bench random-sdxl} at 256² and 512². Conversions to and from 16 bits leave
   * gaps.
   */
  private static final double RESERVE_16 = 0.35;

  private static final double RESERVE_32 = 0.07;

  /** Width of a transformer's feed-forward layer, gates included, in widths of its block. */
  private static final int GATED = 8;

  /** Tokens of every prompt, padded or cut. */
  private static final int PROMPT_TOKENS = 77;

  private final UnetConfig config;
  private final Precision precision;
  private final List<UnetUnit> units;
  private final Map<LinearLayer, AdapterFootprint> adapters;

  /**
   * The memory of one method on one base.
   *
   * @param precision of convolutions and linear layers
   * @throws IllegalArgumentException if the method names layers that the U-Net does not have
   */
  public UnetMemory(UnetConfig config, Precision precision, Method method) {
    this.config = config;
    this.precision = precision;
    this.units = config.units();
    this.adapters = method.footprints(config.linearLayers());
  }

  /** Returns the frozen weights as they are kept. */
  public long base() {
    CountedWeights count = new CountedWeights();
    UnetModel.describeEmbeddings(config, count);
    units.forEach(unit -> unit.describe(count));
    return precision.bytes() * count.products + FLOAT * count.norms;
  }

  /**
   * Returns the bytes of the trained tensors. Their gradients and each of the two moments take as
   * much again.
   */
  public long trained() {
    return FLOAT * sum(AdapterFootprint::trained);
  }

  /** Returns the bytes of the tensors that the method adds and does not train. */
  public long frozen() {
    return FLOAT * sum(AdapterFootprint::frozen);
  }

  /** Returns the singular vectors of the adapted matrices, kept for all trials of the base. */
  public long singularVectors() {
    return FLOAT * sum(AdapterFootprint::decomposed);
  }

  /** Returns the singular vectors of all matrices that change, which change rates are read from. */
  public long singularVectorsOfChanges() {
    return FLOAT * adapters.keySet().stream().mapToLong(AdapterFootprint::singularVectors).sum();
  }

  private long sum(ToLongFunction<AdapterFootprint> part) {
    return adapters.values().stream().mapToLong(part).sum();
  }

  /**
   * Returns the most that a forward and backward pass takes on a CPU beside all of the above.
   *
   * @param images of the pass
   * @param side height and width of their latents
   */
  public long activations(long images, long side, Activations activations) {
    boolean converted = precision != Precision.FLOAT32;
    long used = activations(images, side, activations, converted ? Kernels.CONVERT : Kernels.COPY);
    return Math.round(used * (1 + (converted ? RESERVE_16 : RESERVE_32)));
  }

  /** Returns the same on a GPU, whose products keep no copies. */
  public long gpuActivations(long images, long side, Activations activations) {
    return activations(images, side, activations, Kernels.PLAIN);
  }

  /** Kinds of kernels by what they keep beside their inputs. */
  private enum Kernels {
    /** A CPU's products in float32 keep copies of what they read and write. */
    COPY,
    /** A CPU's attention of few scores keeps float32 beside a 16-bit base. */
    CONVERT,
    /** A GPU's keep nothing more. */
    PLAIN
  }

  private long activations(long images, long side, Activations activations, Kernels kernels) {
    long outputs = 0;
    long kept = 0;
    long largest = 0;
    long gradient = 0;
    for (Placed placed : placed(side)) {
      long pixels = images * placed.pixels();
      long own = kept(placed, images, pixels, kernels);
      long output = FLOAT * pixels * width(placed.unit());
      outputs += output;
      kept += own;
      largest = Math.max(largest, own);
      gradient = Math.max(gradient, 2 * output + widest(placed.unit(), pixels));
    }
    return activations == Activations.RECOMPUTED
        ? outputs + largest + gradient
        : outputs + kept + gradient;
  }

  /**
   * Returns the most that a step of sampling takes beside the weights.
   *
   * @param images of a step, with and without prompt
   * @param side height and width of their latents
   */
  public long sampling(long images, long side) {
    long skips = 0;
    long largest = 0;
    for (Placed placed : placed(side)) {
      long pixels = images * placed.pixels();
      long output = FLOAT * pixels * width(placed.unit());
      UnetUnit.Flow flow = placed.unit().flow();
      if (flow == UnetUnit.Flow.KEPT || flow == UnetUnit.Flow.CLOSES_RESIDUAL_KEPT) {
        skips += output;
      }
      largest = Math.max(largest, 3 * output + 2 * widest(placed.unit(), pixels));
    }
    return skips + largest;
  }

  /** Returns floating-point operations of a forward pass of one image, without its adapters'. */
  public double operations(long side) {
    return UnetOperations.ofPass(config, side * side, PROMPT_TOKENS);
  }

  /** A unit with the pixels that its output has. */
  private record Placed(int index, UnetUnit unit, long pixels) {}

  private List<Placed> placed(long side) {
    List<Placed> placed = new ArrayList<>();
    long own = side;
    for (int i = 0; i < units.size(); i++) {
      UnetUnit unit = units.get(i);
      own = unit instanceof UnetUnit.Downsample ? (own + 1) / 2 : own;
      own = unit instanceof UnetUnit.Upsample ? 2 * own : own;
      placed.add(new Placed(i, unit, own * own));
    }
    return placed;
  }

  /** Channels of a unit's output. */
  private static long width(UnetUnit unit) {
    if (unit instanceof UnetUnit.Input input) {
      return input.outputs();
    }
    if (unit instanceof UnetUnit.Resnet resnet) {
      return resnet.outputs();
    }
    if (unit instanceof UnetUnit.Output output) {
      return output.channels();
    }
    return inner(unit);
  }

  /** Channels that a unit has throughout. */
  private static long inner(UnetUnit unit) {
    if (unit instanceof UnetUnit.TransformerEntry entry) {
      return entry.width();
    }
    if (unit instanceof UnetUnit.TransformerBlock block) {
      return block.width();
    }
    if (unit instanceof UnetUnit.TransformerExit exit) {
      return exit.width();
    }
    if (unit instanceof UnetUnit.Downsample downsample) {
      return downsample.width();
    }
    if (unit instanceof UnetUnit.Upsample upsample) {
      return upsample.width();
    }
    throw new IllegalStateException("no unit has this kind: " + unit);
  }

  /** Bytes of the widest tensor within a unit. */
  private static long widest(UnetUnit unit, long pixels) {
    long width = width(unit);
    if (unit instanceof UnetUnit.TransformerBlock) {
      width *= GATED;
    } else if (unit instanceof UnetUnit.Resnet resnet) {
      width = Math.max(width, resnet.inputs());
    }
    return FLOAT * pixels * width;
  }

  /** Bytes that autograd keeps of one unit beside its inputs and its output. */
  private long kept(Placed placed, long images, long pixels, Kernels kernels) {
    UnetUnit unit = placed.unit();
    boolean copies = kernels == Kernels.COPY;
    long convolved = precision.bytes();
    if (unit instanceof UnetUnit.Resnet resnet) {
      long joined = unit.flow() == UnetUnit.Flow.TAKES_SKIP ? resnet.inputs() : 0;
      long shortcut =
          resnet.inputs() != resnet.outputs() && precision != Precision.FLOAT32
              ? convolved * resnet.inputs()
              : 0;
      return pixels
          * (FLOAT * (joined + resnet.inputs() + 2L * resnet.outputs())
              + convolved * (resnet.inputs() + resnet.outputs())
              + shortcut);
    }
    if (unit instanceof UnetUnit.Output output) {
      return pixels * (FLOAT + convolved) * output.width();
    }
    if (unit instanceof UnetUnit.TransformerBlock block) {
      return pixels * block(placed.index(), block, copies)
          + factors(placed.index())
          + images * prompts(block, copies)
          + attended(block, images, pixels, pixels / images, kernels)
          + attended(block, images, pixels, PROMPT_TOKENS, kernels);
    }
    if (unit instanceof UnetUnit.TransformerEntry || unit instanceof UnetUnit.TransformerExit) {
      return pixels * FLOAT * products(layers(placed.index()), copies) + factors(placed.index());
    }
    // A convolution's input: the unit's own, in the base's format.
    long inputs = unit instanceof UnetUnit.Input input ? input.channels() : width(unit);
    long larger = unit instanceof UnetUnit.Upsample ? FLOAT : 0;
    long converted = precision == Precision.FLOAT32 ? 0 : convolved;
    return pixels * inputs * Math.max(larger, converted);
  }

  /** Bytes of one pixel in a transformer's block. */
  private long block(int index, UnetUnit.TransformerBlock block, boolean copies) {
    long width = block.width();
    List<LinearLayer> own = layers(index);
    // Inputs of the second and third norm; inner and gate, and what the gate becomes.
    long others = FLOAT * (2 * width + GATED * width + GATED / 2 * width);
    List<LinearLayer> ofPixels =
        own.stream()
            .filter(layer -> layer.inputs() != block.promptWidth() || isOfPixels(layer))
            .toList();
    return others + FLOAT * products(ofPixels, copies);
  }

  /** Bytes of queries, keys, values, and of scores or the result, of one attention. */
  private long attended(
      UnetUnit.TransformerBlock block, long images, long pixels, long tokens, Kernels kernels) {
    long values = (pixels + 2 * images * tokens) * block.width();
    long scores = pixels * tokens * block.heads();
    return kernels == Kernels.CONVERT && scores / images <= FEW_SCORES
        ? FLOAT * (values + scores)
        : precision.bytes() * (values + pixels * block.width());
  }

  private static boolean isOfPixels(LinearLayer layer) {
    return !layer.module().equals("attn2.to_k") && !layer.module().equals("attn2.to_v");
  }

  /** Bytes of one image's prompt in a transformer's block. */
  private long prompts(UnetUnit.TransformerBlock block, boolean copies) {
    return PROMPT_TOKENS * FLOAT * (copies ? 2L * block.promptWidth() + 2L * block.width() : 0);
  }

  private List<LinearLayer> layers(int index) {
    List<LinearLayer> own = new ArrayList<>();
    units.get(index).describe(new AdaptableLayers(index, own));
    return own;
  }

  /** Floats kept of a pixel at products: inputs in their forms, and inner results of adapters. */
  private long products(List<LinearLayer> layers, boolean copies) {
    long kept = 0;
    boolean queried = false;
    for (LinearLayer layer : layers) {
      AdapterFootprint adapter = adapters.get(layer);
      boolean joined = layer.module().startsWith("attn1.to_") && !layer.module().contains("out");
      long inputs = joined && queried ? 0 : layer.inputs();
      queried |= joined;
      if (copies) {
        kept += 2 * inputs + layer.outputs();
      } else if (adapter != null) {
        kept += inputs;
      }
      kept += adapter == null ? 0 : adapter.ranks();
    }
    return kept;
  }

  /** Bytes of adapters' factors in other forms. */
  private long factors(int index) {
    long floats = 0;
    for (LinearLayer layer : layers(index)) {
      AdapterFootprint adapter = adapters.get(layer);
      if (adapter != null) {
        floats += (long) adapter.ranks() * (layer.inputs() + layer.outputs()) + adapter.passing();
      }
    }
    return FLOAT * floats;
  }

  /** Counts weights. */
  private static final class CountedWeights implements UnitWeights {
    private long products;
    private long norms;

    @Override
    public void norm(String name, int width) {
      norms += 2L * width;
    }

    @Override
    public void convolution(String name, int outputs, int inputs, int kernel) {
      products += (long) outputs * inputs * kernel * kernel + outputs;
    }

    @Override
    public void fixedLinear(String name, int outputs, int inputs) {
      linear(name, outputs, inputs);
    }

    @Override
    public void linear(String name, int outputs, int inputs) {
      products += (long) outputs * inputs + outputs;
    }

    @Override
    public void projection(String name, int outputs, int inputs) {
      products += (long) outputs * inputs;
    }

    @Override
    public void joined(String joined, List<String> names, int outputs, int inputs) {
      products += (long) names.size() * outputs * inputs;
    }
  }
}
