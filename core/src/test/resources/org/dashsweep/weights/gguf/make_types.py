"""Writes types.gguf, a tensor or two of each type, and types.safetensors with gguf.quants.dequantize of them.

Made with gguf 0.19.0, numpy and safetensors, in this directory: python make_types.py
NAME.quantized holds normally distributed numbers that the package has quantized, NAME.random random blocks
with finite scales of every size.
"""
import numpy as np
from gguf import GGMLQuantizationType as T, GGUFWriter
from gguf.constants import GGML_QUANT_SIZES
from gguf.quants import dequantize, quantize
from safetensors.numpy import save_file

rng = np.random.default_rng(14)
SCALES = {T.Q8_0: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208]}
PLAIN = {T.F32: np.float32, T.F16: np.float16, T.BF16: np.uint16}
writer = GGUFWriter("types.gguf", "none")
expected = {}


def add(name, kind, data):
    writer.add_tensor(name, data, raw_dtype=kind)
    expected[name] = np.ascontiguousarray(dequantize(data, kind)).astype(np.float32).reshape(2, 256)


for kind in [*PLAIN, *SCALES]:
    numbers = rng.standard_normal((2, 256)).astype(np.float32)
    numbers[0, :4] = [0, -0.0, 1e-30, -60000]
    if kind not in (T.Q4_K, T.Q5_K, T.Q6_K):
        add(kind.name + ".quantized", kind, quantize(numbers, kind))
    if kind in SCALES:
        size, width = GGML_QUANT_SIZES[kind]
        blocks = rng.integers(0, 256, (512 // size, width), dtype=np.uint8)
        for at in SCALES[kind]:
            scale = rng.integers(0, 1 << 16, len(blocks), dtype=np.uint16)
            scale = np.where(scale & 0x7C00 == 0x7C00, scale & 0x83FF, scale).astype("<u2")
            blocks[:, at : at + 2] = scale.view(np.uint8).reshape(-1, 2)
        add(kind.name + ".random", kind, blocks.reshape(2, -1))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
save_file(expected, "types.safetensors")
