package org.dashsweep.model.deberta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.BaseTensor;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.model.Bias;
import org.dashsweep.model.ClassifierSettings;
import org.dashsweep.model.EncoderBlock;
import org.dashsweep.model.EncoderClassifier;
import org.dashsweep.model.EncoderFamily;
import org.dashsweep.model.EncoderHeadForm;
import org.dashsweep.model.EncoderModel;
import org.dashsweep.model.EncoderOutline;
import org.dashsweep.model.EncoderParts;
import org.dashsweep.model.EncoderPaths;
import org.dashsweep.model.EncoderTensors;
import org.dashsweep.model.PositionAdapters;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.weights.Checkpoint;

/** The frozen weights of a DeBERTa v2 or v3 encoder. */
public final class DebertaModel extends EncoderModel {
  private static final String POOLER = "pooler.dense";
  private static final String CLASSIFIER = "classifier";
  private static final String QUERY = "attention.self.query_proj";
  private static final String KEY = "attention.self.key_proj";
  private static final String VALUE = "attention.self.value_proj";
  private static final String JOINED = "attention.self.qkv_proj";
  private static final String POSITION_KEY = "attention.self.pos_key_proj";
  private static final String POSITION_QUERY = "attention.self.pos_query_proj";

  /**
   * Tensors of published checkpoints beside the encoder: heads of their pretraining, a buffer, and
   * absolute positions that only such heads read.
   */
  private static final List<String> UNUSED =
      List.of(
          "lm_predictions.",
          "mask_predictions.",
          "cls.predictions.",
          "deberta.embeddings.position_ids",
          "embeddings.position_ids",
          "deberta.embeddings.position_embeddings.weight",
          "embeddings.position_embeddings.weight");

  private static final EncoderHeadForm HEAD =
      EncoderHeadForm.of(
          EncoderHeadForm.Module.beside(POOLER),
          EncoderHeadForm.PoolerUse.FIRST_TOKEN,
          EncoderHeadForm.Module.beside(CLASSIFIER));

  /**
   * The family. Heads of pretraining are ignored; a checkpoint that holds another tensor that is
   * not known is refused.
   */
  public static final EncoderFamily<DebertaConfig, DebertaModel> FAMILY =
      new EncoderFamily<>(
          List.of(DebertaConfig.MODEL_TYPE),
          List.of(POOLER, CLASSIFIER),
          new EncoderPaths("deberta.", "encoder.layer."),
          DebertaConfig::read,
          DebertaModel::read,
          DebertaModel::new);

  private final DebertaConfig config;
  private final Map<String, Tensor> distances;

  private DebertaModel(EncoderTensors tensors, DebertaConfig config) {
    super(tensors);
    this.config = config;
    this.distances = tensors.shared();
  }

  /** Loads an encoder for the CPU, as {@link EncoderFamily#load} does. */
  public static DebertaModel load(Checkpoint checkpoint, JsonNode config, Precision precision) {
    return load(checkpoint, config, precision, Device.cpu());
  }

  /** Loads an encoder, as {@link EncoderFamily#load} does. */
  public static DebertaModel load(
      Checkpoint checkpoint, JsonNode config, Precision precision, Device device) {
    return FAMILY.load(checkpoint, config, precision, device);
  }

  /** Returns the shape of an encoder, as {@link EncoderFamily#outline} does. */
  public static EncoderOutline outline(Checkpoint checkpoint, JsonNode config) {
    return FAMILY.outline(checkpoint, config);
  }

  private static void read(EncoderParts parts, DebertaConfig config) {
    readEmbeddings(parts, config);
    readDistances(parts, config);
    List<String> others = positionProjections(config);
    for (int block = 0; block < config.blocks(); block++) {
      parts.readBlock(
          EncoderBlock.postNorm(config, block, JOINED, List.of(QUERY, KEY, VALUE), others));
    }
    parts.readHead(HEAD);
    parts.requireNoOthers(name -> UNUSED.stream().anyMatch(name::startsWith));
  }

  private static void readEmbeddings(EncoderParts tensors, DebertaConfig config) {
    int width = config.embeddingSize();
    tensors.readEmbedding("word_embeddings.weight", config.vocabularySize(), width);
    if (config.absolutePositions()) {
      tensors.readEmbedding("position_embeddings.weight", config.maximumPositions(), width);
    }
    if (config.segments() > 0) {
      tensors.readEmbedding("token_type_embeddings.weight", config.segments(), width);
    }
    if (width != config.hiddenSize()) {
      tensors.readEmbedding("embed_proj.weight", config.hiddenSize(), width);
    }
    tensors.readEmbeddingNorm("LayerNorm", Bias.ADDED);
  }

  private static void readDistances(EncoderParts parts, DebertaConfig config) {
    int hidden = config.hiddenSize();
    if (config.attention().relative()) {
      parts.readShared("rel_embeddings.weight", config.attention().embeddings(), hidden);
    }
    // Hugging Face's encoder has the norm even if nothing goes through it.
    if (config.attention().normalised()) {
      parts.readShared("LayerNorm.weight", hidden);
      parts.readShared("LayerNorm.bias", hidden);
    }
  }

  private static List<String> positionProjections(DebertaConfig config) {
    DisentangledAttention attention = config.attention();
    List<String> projections = new ArrayList<>();
    if (attention.relative() && !attention.sharedProjections()) {
      if (attention.contentToPosition()) {
        projections.add(POSITION_KEY);
      }
      if (attention.positionToContent()) {
        projections.add(POSITION_QUERY);
      }
    }
    return projections;
  }

  @Override
  public DebertaConfig config() {
    return config;
  }

  @Override
  protected List<String> sources() {
    return List.of("/org/dashsweep/model/post_norm.py", "/org/dashsweep/model/deberta/deberta.py");
  }

  @Override
  protected Map<String, Object> attributes(ClassifierSettings settings) {
    DisentangledAttention attention = config.attention();
    double terms = (double) config.hiddenSize() / config.heads() * attention.terms();
    return Map.of(
        "scale", 1 / Math.sqrt(terms),
        "content_to_position", attention.contentToPosition(),
        "position_to_content", attention.positionToContent(),
        "buckets", attention.buckets(),
        "longest_distance", attention.longestDistance(),
        "position_queries_adapted", settings.positionAdapters() == PositionAdapters.BOTH);
  }

  @Override
  protected void complete(
      Map<String, Tensor> layout,
      EncoderClassifier.Call call,
      TensorScope work,
      AdapterSet adapters) {
    if (config.attention().readsDistances()) {
      List<Tensor> relative =
          call.run(
              work,
              "relative",
              new Arguments()
                  .dictionary("layout", layout)
                  .dictionary("p", distances, adapters.in(BaseTensor.SHARED)));
      layout.put("distances", relative.get(0));
      layout.put("places", relative.get(1));
    }
  }

  /**
   * Counts the keys' projection twice, for tokens and for distances. The authors' code bypasses the
   * queries' adapter for distances, and its calls are counted. Therefore queries and keys launch as
   * in the authors' code even with {@link PositionAdapters#BOTH}, which the authors do not have.
   */
  @Override
  public int callsPerForward(LinearLayer layer) {
    DisentangledAttention attention = config.attention();
    boolean both =
        attention.relative()
            && attention.contentToPosition()
            && attention.sharedProjections()
            && layer.module().equals(KEY);
    return both ? 2 : 1;
  }

  @Override
  public Map<String, Tensor> frozenTensors() {
    Map<String, Tensor> tensors = super.frozenTensors();
    distances.forEach((name, tensor) -> tensors.put("encoder." + name, tensor));
    return tensors;
  }
}
