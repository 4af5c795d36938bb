"""Writes llama.gguf, a LLaMA of random weights in mixed types, and reference.safetensors, what transformers makes of them.

Made with gguf 0.19.0, torch, transformers 5.24.0 and safetensors, in this directory: python make_model.py TOKENIZER_JSON
TOKENIZER_JSON is ../../tokenizer/llama3-bpe/tokenizer.json. Rows of queries and keys are turned as llama.cpp's
convert_hf_to_gguf.py turns them; transformers computes with the dequantized weights, rows as they were.
"""
import json, math, sys
import numpy as np, torch
from gguf import GGMLQuantizationType as T, GGUFWriter
from gguf.quants import dequantize, quantize
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

torch.manual_seed(14)
H, K, D, W, F, L = 4, 2, 16, 64, 96, 2
tokenizer = json.load(open(sys.argv[1]))
tokens = [t for t, _ in sorted(tokenizer["model"]["vocab"].items(), key=lambda e: e[1])]
rope = dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=64)
model = LlamaForCausalLM(LlamaConfig(vocab_size=len(tokens), hidden_size=W, intermediate_size=F, num_hidden_layers=L,
    num_attention_heads=H, num_key_value_heads=K, head_dim=D, rms_norm_eps=1e-5, rope_parameters=rope,
    max_position_embeddings=512, tie_word_embeddings=True, bos_token_id=0, eos_token_id=1, pad_token_id=1,
    initializer_range=0.2)).eval()
parts = {"input_layernorm": ("attn_norm", T.F32), "self_attn.q_proj": ("attn_q", T.Q4_1), "self_attn.k_proj": ("attn_k", T.Q8_0),
         "self_attn.v_proj": ("attn_v", T.BF16), "self_attn.o_proj": ("attn_output", T.Q4_0),
         "post_attention_layernorm": ("ffn_norm", T.F32), "mlp.gate_proj": ("ffn_gate", T.F16),
         "mlp.up_proj": ("ffn_up", T.Q8_0), "mlp.down_proj": ("ffn_down", T.Q4_1)}
names = {"model.embed_tokens": ("token_embd", T.Q4_0), "model.norm": ("output_norm", T.F32)}
for i in range(L):
    names |= {f"model.layers.{i}.{k}": (f"blk.{i}.{v}", t) for k, (v, t) in parts.items()}

w = GGUFWriter("llama.gguf", "llama")
w.add_name("random"); w.add_block_count(L); w.add_context_length(512); w.add_embedding_length(W)
w.add_feed_forward_length(F); w.add_head_count(H); w.add_head_count_kv(K); w.add_layer_norm_rms_eps(1e-5)
w.add_rope_freq_base(10000.0); w.add_rope_dimension_count(D); w.add_key_length(D); w.add_value_length(D)
w.add_vocab_size(len(tokens)); w.add_tokenizer_model("gpt2"); w.add_tokenizer_pre("llama-bpe"); w.add_token_list(tokens)
w.add_token_types([3 if i < 2 else 1 for i in range(len(tokens))])
w.add_token_merges([" ".join(m) for m in tokenizer["model"]["merges"]])
w.add_bos_token_id(0); w.add_eos_token_id(1); w.add_pad_token_id(1)
divisors = []
for i in range(D // 2):
    wave = 2 * math.pi * 10000.0 ** (2 * i / D)
    share = min(1.0, max(0.0, (64 / wave - 1) / 3))
    divisors.append(1 / ((1 - share) / 8 + share))
w.add_tensor("rope_freqs.weight", np.array(divisors, dtype=np.float32))
state = model.state_dict()
for name, (gguf, kind) in names.items():
    x = state[name + ".weight"].numpy().astype(np.float32)
    if kind == T.F32:
        x = x + 0.1 * np.random.default_rng(len(gguf)).standard_normal(x.shape).astype(np.float32)
    heads = {"attn_q": H, "attn_k": K}.get(gguf.split(".")[-1])
    turned = x if heads is None else x.reshape(heads, 2, D // 2, W).swapaxes(1, 2).reshape(x.shape)
    data = quantize(np.ascontiguousarray(turned), kind)
    w.add_tensor(gguf + ".weight", data, raw_dtype=kind)
    back = np.asarray(dequantize(data, kind), dtype=np.float32).reshape(x.shape)
    if heads is not None:
        back = back.reshape(heads, D // 2, 2, W).swapaxes(1, 2).reshape(x.shape)
    state[name + ".weight"].copy_(torch.from_numpy(np.ascontiguousarray(back)))
w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()

ids = torch.tensor([[1, 1, 0, 340, 22, 911, 77], [0, 5, 1399, 640, 123, 64, 900]])
mask = torch.tensor([[0, 0, 1, 1, 1, 1, 1], [1] * 7])
labels = torch.where(mask == 1, ids, -100); labels[0, 2] = -100
out = model(input_ids=ids, attention_mask=mask, position_ids=(mask.cumsum(1) - 1).clamp(min=0), labels=labels)
out.loss.backward()
grads = {n: p.grad for n, p in model.named_parameters()}
saved = {"left.input_ids": ids, "left.attention_mask": mask, "left.labels": labels, "left.logits": out.logits.detach(),
         "left.loss": out.loss.detach()}
for n in ("model.layers.0.self_attn.q_proj.weight", "model.layers.1.self_attn.k_proj.weight"):
    saved["left.grad." + n] = grads[n]
for beams in (1, 4):
    saved[f"generate.beams{beams}.sequences"] = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=6,
        num_beams=beams, do_sample=False, length_penalty=1.0, early_stopping=False, pad_token_id=1, eos_token_id=1)
save_file({k: v.contiguous().clone() for k, v in saved.items()}, "reference.safetensors")
