package org.dashsweep.weights.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An architecture of GGUF files: the family that it is in Hugging Face's terms, and the tensors of
 * its blocks. Another architecture is another entry of {@code ALL}.
 *
 * @param architecture its name in GGUF files, which begins the keys of its metadata
 * @param modelType Hugging Face's {@code model_type}
 * @param modelClass its class in transformers
 * @param parts the tensors of each block
 */
record GgufArchitecture(
    String architecture, String modelType, String modelClass, List<DecoderPart> parts) {
  private static final String KEY = "general.architecture";

  /** LLaMA 1, 2 and 3, Mistral 7B, SmolLM2: all that llama.cpp converts to {@code llama}. */
  private static final GgufArchitecture LLAMA =
      new GgufArchitecture(
          "llama",
          "llama",
          "LlamaForCausalLM",
          List.of(
              DecoderPart.plain(
                  "attn_norm.weight", "input_layernorm.weight", shape -> list(shape.embedding())),
              DecoderPart.interleaved(
                  "attn_q.weight",
                  "self_attn.q_proj.weight",
                  shape -> list(shape.queries(), shape.embedding())),
              DecoderPart.interleaved(
                  "attn_k.weight",
                  "self_attn.k_proj.weight",
                  shape -> list(shape.keys(), shape.embedding())),
              DecoderPart.plain(
                  "attn_v.weight",
                  "self_attn.v_proj.weight",
                  shape -> list(shape.keys(), shape.embedding())),
              DecoderPart.plain(
                  "attn_output.weight",
                  "self_attn.o_proj.weight",
                  shape -> list(shape.embedding(), shape.queries())),
              DecoderPart.plain(
                  "ffn_norm.weight",
                  "post_attention_layernorm.weight",
                  shape -> list(shape.embedding())),
              DecoderPart.plain(
                  "ffn_gate.weight",
                  "mlp.gate_proj.weight",
                  shape -> list(shape.feedForward(), shape.embedding())),
              DecoderPart.plain(
                  "ffn_up.weight",
                  "mlp.up_proj.weight",
                  shape -> list(shape.feedForward(), shape.embedding())),
              DecoderPart.plain(
                  "ffn_down.weight",
                  "mlp.down_proj.weight",
                  shape -> list(shape.embedding(), shape.feedForward()))));

  private static final List<GgufArchitecture> ALL = List.of(LLAMA);

  GgufArchitecture {
    parts = List.copyOf(parts);
  }

  /**
   * Returns the architecture of a file.
   *
   * @throws org.dashsweep.weights.CheckpointException if it is not known
   */
  static GgufArchitecture of(GgufMetadata metadata) {
    String name = metadata.text(KEY);
    return ALL.stream()
        .filter(architecture -> architecture.architecture.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                metadata.problem(
                    KEY,
                    "must be one of "
                        + ALL.stream()
                            .map(architecture -> architecture.architecture)
                            .collect(Collectors.joining(", "))));
  }

  private static List<Long> list(long... sizes) {
    return Arrays.stream(sizes).boxed().toList();
  }
}
