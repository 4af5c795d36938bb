package org.dashsweep.tokenizer;

import java.util.OptionalInt;

/**
 * Ids of the tokens with a role, each empty where the tokenizer's files name no such token.
 *
 * @param beginOfSequence Hugging Face's {@code bos_token}
 * @param endOfSequence Hugging Face's {@code eos_token}
 * @param padding Hugging Face's {@code pad_token}
 * @param unknown Hugging Face's {@code unk_token}
 */
public record SpecialTokens(
    OptionalInt beginOfSequence,
    OptionalInt endOfSequence,
    OptionalInt padding,
    OptionalInt unknown) {}
