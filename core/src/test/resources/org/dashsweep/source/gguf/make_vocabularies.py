"""Writes GGUF files without weights whose vocabularies show every cut of a text, for make_ids.py.

Made with gguf 0.19.0 and sentencepiece, in this directory: python make_vocabularies.py TOKENIZER_MODEL
TOKENIZER_MODEL is ../../tokenizer/llama-sentencepiece/tokenizer.model. The byte-level ones join a character of ASCII
with the first or the last byte of any other: where a text is cut between both, other tokens come of it.
"""
import sys
import sentencepiece
from gguf import GGUFWriter

printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
others = [b for b in range(256) if b not in printable]
UNICODE = {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(others)}
MISSING = {0x00, 0x06, 0x13, 0x1D, 0xF5, 0xFF}
pairs = [(bytes([a]), bytes([b])) for a in b"a1. '-A" for b in range(0xC2, 0xF5)]
pairs += [(bytes([a]), bytes([b])) for b in b"a1. '-A\n" for a in range(0x80, 0xC0)]
pairs += [(p[:1], p[1:]) for p in (b"ab", b"12", b" a", b" 1", b" .", b"  ", b"..", b"'s", b"'S", b".a", b"\n\n", b".\n", b"Aa", b"aA", b" \n", b"1a", b"a1")]


def text(data):
    return "".join(UNICODE[b] for b in data)


def write(out, kind, pre, tokens, types, more):
    w = GGUFWriter(out, "llama")
    w.add_block_count(1), w.add_context_length(128), w.add_embedding_length(64), w.add_head_count(4)
    w.add_feed_forward_length(64), w.add_layer_norm_rms_eps(1e-5), w.add_vocab_size(len(tokens)), w.add_rope_dimension_count(16)
    w.add_tokenizer_model(kind), w.add_tokenizer_pre(pre), w.add_token_list(tokens), w.add_token_types(types)
    more(w)
    w.write_header_to_file(), w.write_kv_data_to_file(), w.close()


def byte_level(out, pre, missing):
    tokens = [text([b]) for b in range(256) if b not in missing]
    joined = [p for p in pairs]
    tokens += [text(a + b) for a, b in joined]
    n = len(tokens)
    added = ["<|begin|>", "<|end|>", "[USER]", "<|pad|>"]

    def more(w):
        w.add_token_merges([text(a) + " " + text(b) for a, b in joined])
        w.add_bos_token_id(n), w.add_eos_token_id(n + 1), w.add_pad_token_id(n + 3)

    write(out, "gpt2", pre, tokens + added, [1] * n + [3, 3, 4, 3], more)


byte_level("smollm.gguf", "smollm", MISSING)
byte_level("llama-bpe.gguf", "llama-bpe", set())
p = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
pieces = range(p.vocab_size())
extra = [("<|im_start|>", 3), ("[USER]", 4), ("▁<PRE>", 4), ("▁" * 7, 4), ("  [y]", 4)]
for name, space in (("sentencepiece.gguf", True), ("sentencepiece-no-space.gguf", False)):
    def more(w):
        w.add_token_scores([p.get_score(i) for i in pieces] + [-1000.0] * len(extra))
        w.add_bos_token_id(1), w.add_eos_token_id(2), w.add_unk_token_id(0)
        w.add_add_space_prefix(space), w.add_add_eos_token(not space)
    write(name, "llama", "default", [p.id_to_piece(i) for i in pieces] + [t for t, _ in extra],
          [2 if p.is_unknown(i) else 3 if p.is_control(i) else 6 if p.is_byte(i) else 1 for i in pieces] + [k for _, k in extra], more)
