package org.dashsweep.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * DeBERTa V2 and V3, as {@code DebertaV2Tokenizer} of transformers has them: {@code [CLS] a [SEP]}
 * and {@code [CLS] a [SEP] b [SEP]}.
 */
final class Deberta {
  private static final Set<String> CLASSES = Set.of("DebertaV2Tokenizer", "DebertaV2TokenizerFast");
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "bos_token", "[CLS]",
          "eos_token", "[SEP]",
          "unk_token", "[UNK]",
          "sep_token", "[SEP]",
          "pad_token", "[PAD]",
          "cls_token", "[CLS]",
          "mask_token", "[MASK]");

  private Deberta() {}

  static SentencePieceTokenizer open(SentencePieceModel model, TokenizerConfig config) {
    config.requireClass(model.file(), CLASSES);
    AddedTokens added = new AddedTokens(model, config, DEFAULTS);
    List<Integer> separator = added.ids("sep_token");
    return new SentencePieceTokenizer(
        model,
        new DebertaPieces(
            PieceLibrary.open(model),
            added,
            config.flag("do_lower_case", false)
                ? DebertaPieces.Case.LOWER
                : DebertaPieces.Case.KEPT,
            config.flag("split_by_punct", false)
                ? DebertaPieces.Punctuation.APART
                : DebertaPieces.Punctuation.KEPT),
        PrefixSpace.EVERYWHERE,
        added,
        new SpecialTokenFrame(added.ids("cls_token"), separator, List.of(), separator));
  }
}
