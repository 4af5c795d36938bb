package org.dashsweep.model.sdxl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dashsweep.adapter.LayerNames;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.model.ConfigReader;

/**
 * The shape of a U-Net, from its {@code config.json}: diffusers' UNet2DConditionModel as SDXL
 * configures it.
 *
 * @param latentChannels of the noisy latents and of the prediction
 * @param channels of each level
 * @param attends for each level whether it has transformers
 * @param layers residual blocks of each level on the way down; one more on the way up
 * @param transformerBlocks of each transformer of a level
 * @param heads of each level
 * @param promptWidth K
 * @param groups of the group norms
 * @param embedding of timesteps, sizes and pooled prompts
 * @param downsamplePadding of the halving convolutions
 */
public record UnetConfig(
    int latentChannels,
    List<Integer> channels,
    List<Boolean> attends,
    List<Integer> layers,
    List<Integer> transformerBlocks,
    List<Integer> heads,
    int promptWidth,
    int groups,
    double normEpsilon,
    TimeEmbedding embedding,
    int downsamplePadding)
    implements LayerNames {
  private static final int TIME_WIDENING = 4;

  /**
   * The embedding of timesteps, of the six numbers of sizes and crops, and of the pooled prompt.
   *
   * @param idWidth of each of the six numbers
   * @param inputs of the second embedding: the pooled prompt's and the six numbers'
   * @param cosineFirst whether the cosines stand before the sines
   */
  public record TimeEmbedding(int idWidth, int inputs, boolean cosineFirst, int frequencyShift) {
    private static final int IDS = 6;

    /** The width of the pooled prompt. */
    public int pooledWidth() {
      return inputs - IDS * idWidth;
    }
  }

  public UnetConfig {
    channels = List.copyOf(channels);
    attends = List.copyOf(attends);
    layers = List.copyOf(layers);
    transformerBlocks = List.copyOf(transformerBlocks);
    heads = List.copyOf(heads);
  }

  /**
   * Reads a configuration.
   *
   * @param source named in messages
   * @throws org.dashsweep.model.ModelException naming the key of what is not implemented here
   */
  public static UnetConfig read(String source, JsonNode config) {
    return UnetConfigReader.read(new ConfigReader(source, config));
  }

  /** E. */
  int timeWidth() {
    return TIME_WIDENING * channels.get(0);
  }

  /** The factor by which the levels reduce height and width: both must be multiples of it. */
  public int reduction() {
    return 1 << (channels.size() - 1);
  }

  /** The units in the order in which they run. */
  List<UnetUnit> units() {
    return new UnetPlan(this).units();
  }

  @Override
  public List<LinearLayer> linearLayers() {
    List<LinearLayer> all = new ArrayList<>();
    List<UnetUnit> units = units();
    for (int i = 0; i < units.size(); i++) {
      units.get(i).describe(new AdaptableLayers(i, all));
    }
    return all;
  }

  @Override
  public String checkpointName(LinearLayer layer) {
    return units().get(layer.block()).prefix() + layer.module();
  }
}
