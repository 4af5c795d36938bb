package org.dashsweep.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * LLaMA 1 and 2, as {@code LlamaTokenizer} of transformers has them: {@code <s>} goes before each
 * text.
 */
final class Llama {
  private static final Set<String> CLASSES =
      Set.of("LlamaTokenizer", "LlamaTokenizerFast", "LLaMATokenizer");
  private static final Map<String, String> DEFAULTS =
      Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>");

  private Llama() {}

  static SentencePieceTokenizer open(SentencePieceModel model, TokenizerConfig config) {
    config.requireClass(model.file(), CLASSES);
    AddedTokens added = new AddedTokens(model, config, DEFAULTS);
    List<Integer> before = config.flag("add_bos_token", true) ? added.ids("bos_token") : List.of();
    List<Integer> behind = config.flag("add_eos_token", false) ? added.ids("eos_token") : List.of();
    SpecialTokenFrame frame = new SpecialTokenFrame(before, behind, before, behind);
    if (config.flag("legacy", true)) {
      config.refuse("add_prefix_space", false);
      return new SentencePieceTokenizer(
          model,
          new PlainPieces(PieceLibrary.open(model), added),
          PrefixSpace.EVERYWHERE,
          added,
          frame);
    }
    PrefixSpace space =
        config.flag("add_prefix_space", true) ? PrefixSpace.BEGINNING : PrefixSpace.NOWHERE;
    return new SentencePieceTokenizer(
        model,
        new SpacedPieces(PieceLibrary.openWithoutPrefix(model), model, space, added),
        space,
        added,
        frame);
  }
}
