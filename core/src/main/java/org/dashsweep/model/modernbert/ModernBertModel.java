package org.dashsweep.model.modernbert;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.model.Bias;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderBlock;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.EncoderHeadForm;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.EncoderParts;
import org.dashsweep.model.EncoderPaths;
import org.dashsweep.model.EncoderTensors;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;

/** The frozen weights of a ModernBERT encoder. */
public final class ModernBertModel extends EncoderModel {
  private static final String DENSE = "head.dense";
  private static final String NORM = "head.norm";
  private static final String CLASSIFIER = "classifier";

  /** Names of the tensors that the script prepares for a batch, in its order. */
  private static final List<String> PREPARED =
      List.of("global_cosine", "global_sine", "local_cosine", "local_sine", "local_bias");

  /** The family. The decoder of pretraining is ignored; its head is the classifier's too. */
  public static final EncoderFamily<ModernBertConfig, ModernBertModel> FAMILY =
      new EncoderFamily<>(
          List.of(ModernBertConfig.MODEL_TYPE),
          List.of(DENSE, NORM, CLASSIFIER),
          new EncoderPaths("model.", "layers."),
          ModernBertConfig::read,
          ModernBertModel::read,
          ModernBertModel::new);

  private final ModernBertConfig config;

  private ModernBertModel(EncoderTensors tensors, ModernBertConfig config) {
    super(tensors);
    this.config = config;
  }

  private static void read(EncoderParts parts, ModernBertConfig config) {
    Bias norms = config.biases().norm();
    parts.readEmbedding(
        "word_embeddings.weight",
        "tok_embeddings.weight",
        config.vocabularySize(),
        config.hiddenSize());
    parts.readEmbeddingNorm("norm", norms);
    for (int block = 0; block < config.blocks(); block++) {
      parts.readBlock(block(config, block));
    }
    Bias head = config.biases().head();
    parts.readHead(
        new EncoderHeadForm(
            new EncoderHeadForm.Module(DENSE, EncoderHeadForm.Place.HEAD, head),
            EncoderHeadForm.PoolerUse.ALWAYS,
            Optional.of(new EncoderHeadForm.Module(NORM, EncoderHeadForm.Place.HEAD, norms)),
            EncoderHeadForm.Module.beside(CLASSIFIER)));
  }

  private static EncoderBlock block(ModernBertConfig config, int index) {
    int hidden = config.hiddenSize();
    int wide = config.intermediateSize();
    ModernBertConfig.Biases biases = config.biases();
    EncoderBlock block =
        new EncoderBlock(index)
            .linear("attn.Wqkv", 3 * hidden, hidden, biases.attention())
            .linear("attn.Wo", hidden, hidden, biases.attention())
            .linear("mlp.Wi", 2 * wide, hidden, biases.feedForward())
            .linear("mlp.Wo", hidden, wide, biases.feedForward());
    if (index > 0) {
      block.norm("attn_norm", biases.norm());
    }
    block.norm("mlp_norm", biases.norm());
    return index == config.blocks() - 1 ? block.normBehind("final_norm", biases.norm()) : block;
  }

  @Override
  protected List<String> sources() {
    return List.of(
        "/org/dashsweep/model/attention.py", "/org/dashsweep/model/modernbert/modernbert.py");
  }

  /** A trial's rate of hidden states is that of the feed-forward layer too. */
  @Override
  protected Map<String, Object> attributes(ClassifierSettings settings) {
    return Map.of(
        "head_width", config.hiddenSize() / config.heads(),
        "global_theta", config.attention().globalTheta(),
        "local_theta", config.attention().localTheta(),
        "reach", config.attention().reach(),
        "feed_forward_dropout",
            settings.hiddenDropout() < 0 ? config.feedForwardDropout() : settings.hiddenDropout());
  }

  @Override
  protected String blockMethod(int block) {
    return config.attention().isGlobal(block) ? "global_block" : "local_block";
  }

  @Override
  protected void complete(
      Map<String, Tensor> layout,
      EncoderClassifier.Call call,
      TensorScope work,
      AdapterSet adapters) {
    List<Tensor> prepared = call.run(work, "prepare", new Arguments().dictionary("layout", layout));
    // No bias where every token is near by.
    for (int i = 0; i < prepared.size(); i++) {
      layout.put(PREPARED.get(i), prepared.get(i));
    }
  }
}
