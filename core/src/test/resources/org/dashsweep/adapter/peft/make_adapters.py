"""Writes the adapters `vera`, `vera-drawn` and `prefix-*` of this folder, with the logits that PEFT gives with them.

Run in this folder with PEFT 0.21, transformers 5 and PyTorch: python make_adapters.py
"""

import shutil

import peft
import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

MODELS = "../../verification/"
TEXTS = [11, 3, 7]


def base(name):
    return AutoModelForCausalLM.from_pretrained(MODELS + name, dtype=torch.float32).eval()


def write(folder, model_name, config, generator):
    model = peft.get_peft_model(base(model_name), config).eval()
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            parameter.data.add_(torch.randn(parameter.shape, generator=generator) * 0.3)
    vocabulary = model.config.vocab_size
    texts = [torch.randint(3, vocabulary, (1, length), generator=generator) for length in TEXTS]
    with torch.no_grad():
        logits = [model(input_ids=t, attention_mask=torch.ones_like(t)).logits[0] for t in texts]
    model.save_pretrained(folder)
    shutil.rmtree(folder + "/README.md", ignore_errors=True)
    config_file = folder + "/adapter_config.json"
    text = open(config_file).read().replace(MODELS + model_name, model_name)
    open(config_file, "w").write(text)
    save_file(
        {
            "tokens": torch.cat([t[0] for t in texts]),
            "lengths": torch.tensor(TEXTS),
            "logits": torch.cat(logits),
        },
        folder + "/reference.safetensors",
    )


def main():
    generator = torch.Generator().manual_seed(15)
    targets = ["q_proj", "v_proj", "down_proj"]
    vera = dict(task_type="CAUSAL_LM", r=6, target_modules=targets, projection_prng_key=77)
    write("vera", "llama3-tiny", peft.VeraConfig(**vera), generator)
    write("vera-drawn", "llama3-tiny", peft.VeraConfig(save_projection=False, **vera), generator)
    prefix = peft.PrefixTuningConfig
    tokens = dict(task_type="CAUSAL_LM", num_virtual_tokens=3)
    write("prefix", "llama2-tiny", prefix(**tokens), generator)
    write("prefix-grouped", "llama3-tiny", prefix(**tokens), generator)
    write("prefix-projected", "llama3-tiny", prefix(prefix_projection=True, **tokens), generator)
    write("prefix-window", "qwen2-tiny", prefix(**tokens), generator)
    write("prefix-windows", "mistral-tiny", prefix(**tokens), generator)


main()
