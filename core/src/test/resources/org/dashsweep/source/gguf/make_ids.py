"""Writes ids.json: texts, and what llama.cpp makes of them by each vocabulary.

Made with llama-cpp-python 0.3.36, in this directory: python make_ids.py TEXTS_JSON
TEXTS_JSON is the list of texts of an earlier ids.json, or any other.
"""
import json, sys
import llama_cpp

texts = json.load(open(sys.argv[1]))
texts = texts["texts"] if isinstance(texts, dict) else texts
names = ["smollm.gguf", "llama-bpe.gguf", "sentencepiece.gguf", "sentencepiece-no-space.gguf"]
ids = {}
for name in names:
    model = llama_cpp.Llama(name, vocab_only=True, verbose=False)
    ids[name] = [model.tokenize(t.encode(), add_bos=True, special=True) for t in texts]
with open("ids.json", "w") as out:
    json.dump({"texts": texts, "ids": ids}, out, separators=(",", ":"))
