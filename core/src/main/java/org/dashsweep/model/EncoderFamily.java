package org.dashsweep.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.weights.Checkpoint;

/**
 * A family of encoders: how its configurations and checkpoints are read.
 *
 * @param modelTypes its names as {@code model_type} of {@code config.json}
 * @param headModules names of its head's modules in Hugging Face's sequence classifier, without the
 *     encoder's own name; the classifier last
 * @param paths the names in which its tensors lie
 * @param configuration reads {@code config.json}
 * @param parts names the tensors of a configuration
 * @param constructor makes the model of what has been read
 */
public record EncoderFamily<C extends EncoderConfig, M extends EncoderModel>(
    List<String> modelTypes,
    List<String> headModules,
    EncoderPaths paths,
    Configuration<C> configuration,
    Parts<C> parts,
    Constructor<C, M> constructor) {
  public EncoderFamily {
    modelTypes = List.copyOf(modelTypes);
    headModules = List.copyOf(headModules);
  }

  /** Returns the name of the linear layer to the labels. */
  public String classifier() {
    return headModules.get(headModules.size() - 1);
  }

  /** Reads a {@code config.json}. */
  @FunctionalInterface
  public interface Configuration<C> {
    /**
     * Reads a configuration.
     *
     * @param source named in messages
     * @throws ModelException if a value is missing, of the wrong kind or not supported
     */
    C read(String source, JsonNode config);
  }

  /** Names the tensors of a configuration. */
  @FunctionalInterface
  public interface Parts<C> {
    /** Takes the tensors part by part. */
    void read(EncoderParts parts, C config);
  }

  /** Makes a model. */
  @FunctionalInterface
  public interface Constructor<C, M> {
    /** Makes a model, which owns the tensors. */
    M make(EncoderTensors tensors, C config);
  }

  /**
   * Loads an encoder.
   *
   * @param checkpoint names as Hugging Face's sequence classifier of the family has them, or its
   *     encoder alone
   * @param json its {@code config.json}
   * @param precision of the linear layers' weights; norms and embeddings are float32
   * @param device where they are to lie
   * @throws ModelException if the configuration and the tensors do not fit
   * @throws org.dashsweep.weights.CheckpointException if a tensor is missing
   */
  public M load(Checkpoint checkpoint, JsonNode json, Precision precision, Device device) {
    return load(checkpoint, config(checkpoint, json), precision, device);
  }

  /** Loads an encoder whose configuration has been read. */
  public M load(Checkpoint checkpoint, C config, Precision precision, Device device) {
    TensorScope scope = TensorScope.open(device);
    return Closing.onFailure(
        scope,
        () -> {
          EncoderTensors tensors = new EncoderTensors(scope, checkpoint, paths, config, precision);
          parts.read(tensors, config);
          return constructor.make(tensors, config);
        });
  }

  /**
   * The shape of an encoder, its checkpoint held against its configuration as {@link #load} does,
   * but nothing loaded.
   */
  public EncoderOutline outline(Checkpoint checkpoint, JsonNode json) {
    C config = config(checkpoint, json);
    EncoderTensorCheck check = new EncoderTensorCheck(checkpoint, paths, config);
    parts.read(check, config);
    return check.outline();
  }

  /**
   * Draws an encoder of random weights, to measure with.
   *
   * @param name of the checkpoint
   * @param json its {@code config.json}
   */
  public Checkpoint draw(String name, JsonNode json, long seed) {
    C config = configuration.read("config.json of " + name, json);
    EncoderDrawing drawing = new EncoderDrawing(paths, config, seed);
    parts.read(drawing, config);
    return drawing.checkpoint(name);
  }

  private C config(Checkpoint checkpoint, JsonNode json) {
    return configuration.read("config.json of " + checkpoint.source(), json);
  }
}
