package org.dashsweep.model.sdxl;

import java.util.List;

/**
 * Floating-point operations of a U-Net on one image: those of convolutions and matrix products, a
 * multiplication and an addition counting as two. Adapters and element-wise work are left out.
 */
public final class UnetOperations {
  private final int promptTokens;
  private final int firstRecorded;
  private long pixels;
  private long total;

  private UnetOperations(int promptTokens, int firstRecorded, long pixels) {
    this.promptTokens = promptTokens;
    this.firstRecorded = firstRecorded;
    this.pixels = pixels;
  }

  /**
   * Returns the operations of a training step: forward, and once more for the gradient of the
   * activations behind the first adapted unit; attention's gradient takes twice its forward pass.
   *
   * @param latentPixels height times width of the latents
   * @param promptTokens of a prompt
   * @param firstAdapted index of the first unit with an adapter
   */
  public static long ofStep(
      UnetConfig config, long latentPixels, int promptTokens, int firstAdapted) {
    UnetOperations operations = new UnetOperations(promptTokens, firstAdapted, latentPixels);
    List<UnetUnit> units = config.units();
    for (int i = 0; i < units.size(); i++) {
      operations.add(i, units.get(i));
    }
    return operations.total;
  }

  /** Returns the operations of a forward pass. */
  public static long ofPass(UnetConfig config, long latentPixels, int promptTokens) {
    return ofStep(config, latentPixels, promptTokens, Integer.MAX_VALUE);
  }

  private void add(int index, UnetUnit unit) {
    pixels = unit.pixelsBehind(pixels);
    boolean recorded = index >= firstRecorded;
    Products products = new Products(pixels, promptTokens);
    unit.describe(products);
    long attention = unit.attentionOperations(pixels, promptTokens);
    total += products.operations * (recorded ? 2 : 1) + attention * (recorded ? 3 : 1);
  }

  /** Adds up the products with weights. */
  private static final class Products implements UnitWeights {
    private final long pixels;
    private final long tokens;
    private long operations;

    Products(long pixels, long tokens) {
      this.pixels = pixels;
      this.tokens = tokens;
    }

    @Override
    public void norm(String name, int width) {
      // No product.
    }

    @Override
    public void convolution(String name, int outputs, int inputs, int kernel) {
      operations += 2L * outputs * inputs * kernel * kernel * pixels;
    }

    @Override
    public void fixedLinear(String name, int outputs, int inputs) {
      operations += 2L * outputs * inputs;
    }

    @Override
    public void linear(String name, int outputs, int inputs) {
      projection(name, outputs, inputs);
    }

    @Override
    public void projection(String name, int outputs, int inputs) {
      operations += 2L * outputs * inputs * pixels;
    }

    @Override
    public void joined(String joined, List<String> names, int outputs, int inputs) {
      boolean ofPrompt = joined.equals(UnetUnit.TransformerBlock.OF_PROMPT);
      operations += 2L * names.size() * outputs * inputs * (ofPrompt ? tokens : pixels);
    }
  }
}
