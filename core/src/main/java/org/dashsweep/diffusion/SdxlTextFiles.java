package org.dashsweep.diffusion;

import java.nio.file.Path;
import org.dashsweep.model.clip.ClipTextConfig;
import org.dashsweep.tokenizer.TokenizerFiles;

/**
 * The files of both text encoders of an SDXL pipeline.
 *
 * @param first CLIP ViT-L's in SDXL 1.0
 * @param second OpenCLIP ViT-bigG's, with its projection
 * @param firstTokenizer of the first
 * @param secondTokenizer of the second; pads otherwise
 */
public record SdxlTextFiles(
    ModelComponent first,
    ModelComponent second,
    TokenizerFiles firstTokenizer,
    TokenizerFiles secondTokenizer) {
  private static final String TRANSFORMERS = "model";

  static SdxlTextFiles read(Path location) {
    return new SdxlTextFiles(
        ModelComponent.read(location.resolve("text_encoder"), TRANSFORMERS),
        ModelComponent.read(location.resolve("text_encoder_2"), TRANSFORMERS),
        TokenizerFiles.read(location.resolve("tokenizer")),
        TokenizerFiles.read(location.resolve("tokenizer_2")));
  }

  ClipTextConfig firstConfig() {
    return ClipTextConfig.read(first.source(), first.config());
  }

  ClipTextConfig secondConfig() {
    return ClipTextConfig.read(second.source(), second.config());
  }
}
