package org.dashsweep.model.sdxl;

import java.util.List;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A part of the U-Net that runs as one TorchScript method and has a graph of its own in training.
 *
 * <p>It says which weights it has, and what its method takes beside its inputs.
 */
sealed interface UnetUnit {
  /** Its name in the checkpoint with a dot behind it; empty for what lies at the top. */
  String prefix();

  /** The TorchScript method. */
  String method();

  /** Names its weights. */
  void describe(UnitWeights weights);

  /** The effect on the flow of activations. */
  Flow flow();

  /**
   * Returns the arguments of its method between its inputs and its weights.
   *
   * @param work owns what is made for it
   */
  default List<Tensor> further(TensorScope work, UnetContext context) {
    return List.of();
  }

  /** Returns the pixels of its output; its products are of as many. */
  default long pixelsBehind(long pixels) {
    return pixels;
  }

  /** Returns the operations of attention on one image, forward. */
  default long attentionOperations(long pixels, long promptTokens) {
    return 0;
  }

  /** The place of a unit in the flow of activations. */
  enum Flow {
    /** Takes the last unit's output. */
    PLAIN,
    /** The same; its output is also kept for the way up. */
    KEPT,
    /** Takes the last output that was kept and not taken yet, too. */
    TAKES_SKIP,
    /** Takes the last unit's output, which the transformer's exit takes again. */
    OPENS_RESIDUAL,
    /** Takes the last unit's output and what the entry took. */
    CLOSES_RESIDUAL,
    /** The same; its output is also kept for the way up. */
    CLOSES_RESIDUAL_KEPT
  }

  /** The first convolution. */
  record Input(int channels, int outputs) implements UnetUnit {
    @Override
    public String prefix() {
      return "";
    }

    @Override
    public String method() {
      return "input";
    }

    @Override
    public Flow flow() {
      return Flow.KEPT;
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.convolution("conv_in", outputs, channels, 3);
    }
  }

  /**
   * A residual block of two convolutions.
   *
   * @param inputs channels, those of a skip included
   * @param timeWidth E
   */
  record Resnet(String prefix, int inputs, int outputs, int timeWidth, Flow flow)
      implements UnetUnit {
    @Override
    public String method() {
      return flow == Flow.TAKES_SKIP ? "resnet_with_skip" : "resnet";
    }

    @Override
    public List<Tensor> further(TensorScope work, UnetContext context) {
      return List.of(context.time());
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.norm("norm1", inputs);
      weights.convolution("conv1", outputs, inputs, 3);
      weights.fixedLinear("time_emb_proj", outputs, timeWidth);
      weights.norm("norm2", outputs);
      weights.convolution("conv2", outputs, outputs, 3);
      if (inputs != outputs) {
        weights.convolution("conv_shortcut", outputs, inputs, 1);
      }
    }
  }

  /** The way from pixels to tokens of a transformer. */
  record TransformerEntry(String prefix, int width) implements UnetUnit {
    @Override
    public String method() {
      return "transformer_entry";
    }

    @Override
    public Flow flow() {
      return Flow.OPENS_RESIDUAL;
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.norm("norm", width);
      weights.linear("proj_in", width, width);
    }
  }

  /**
   * Attention among pixels, attention to the prompt, and a gated feed-forward layer.
   *
   * @param promptWidth K
   */
  record TransformerBlock(String prefix, int width, int heads, int promptWidth)
      implements UnetUnit {
    static final String OF_PROMPT = "attn2.kv_proj";

    private static final int WIDENING = 4;

    @Override
    public long attentionOperations(long pixels, long promptTokens) {
      return 4L * width * pixels * (pixels + promptTokens);
    }

    @Override
    public String method() {
      return "transformer_block";
    }

    @Override
    public Flow flow() {
      return Flow.PLAIN;
    }

    @Override
    public List<Tensor> further(TensorScope work, UnetContext context) {
      return List.of(
          context.prompts(), work.numbers(new long[] {context.prompts().size(0), heads}, 2));
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.norm("norm1", width);
      weights.joined(
          "attn1.qkv_proj", List.of("attn1.to_q", "attn1.to_k", "attn1.to_v"), width, width);
      weights.linear("attn1.to_out.0", width, width);
      weights.norm("norm2", width);
      weights.projection("attn2.to_q", width, width);
      weights.joined(OF_PROMPT, List.of("attn2.to_k", "attn2.to_v"), width, promptWidth);
      weights.linear("attn2.to_out.0", width, width);
      weights.norm("norm3", width);
      weights.linear("ff.net.0.proj", 2 * WIDENING * width, width);
      weights.linear("ff.net.2", width, WIDENING * width);
    }
  }

  /** The way back from tokens to pixels. */
  record TransformerExit(String prefix, int width, Flow flow) implements UnetUnit {
    @Override
    public String method() {
      return "transformer_exit";
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.linear("proj_out", width, width);
    }
  }

  /** Halves height and width. */
  record Downsample(String prefix, int width) implements UnetUnit {
    @Override
    public String method() {
      return "downsample";
    }

    @Override
    public long pixelsBehind(long pixels) {
      return pixels / 4;
    }

    @Override
    public Flow flow() {
      return Flow.KEPT;
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.convolution("conv", width, width, 3);
    }
  }

  /** Doubles height and width. */
  record Upsample(String prefix, int width) implements UnetUnit {
    @Override
    public String method() {
      return "upsample";
    }

    @Override
    public long pixelsBehind(long pixels) {
      return 4 * pixels;
    }

    @Override
    public Flow flow() {
      return Flow.PLAIN;
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.convolution("conv", width, width, 3);
    }
  }

  /** The last norm and convolution. */
  record Output(int width, int channels) implements UnetUnit {
    @Override
    public String prefix() {
      return "";
    }

    @Override
    public String method() {
      return "output";
    }

    @Override
    public Flow flow() {
      return Flow.PLAIN;
    }

    @Override
    public void describe(UnitWeights weights) {
      weights.norm("conv_norm_out", width);
      weights.convolution("conv_out", channels, width, 3);
    }
  }
}
