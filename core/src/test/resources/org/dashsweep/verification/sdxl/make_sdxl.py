"""Makes sdxl-micro and subject-micro with diffusers, transformers, PEFT and Pillow.

Usage: python make_sdxl.py TOKENIZER_DIR OUT_DIR, where TOKENIZER_DIR holds vocab.json and merges.txt of a small
CLIP tokenizer.
"""

import json
import os
import shutil
import sys

import diffusers
import numpy as np
import peft
import PIL
import torch
import transformers
from diffusers import (AutoencoderKL, DDPMScheduler, EulerDiscreteScheduler, StableDiffusionXLPipeline,
                       UNet2DConditionModel)
from diffusers.loaders import single_file_utils
from peft import LoraConfig
from PIL import Image
from safetensors.torch import save_file
from transformers import (CLIPModel, CLIPConfig, CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection,
                          CLIPTokenizer, ViTConfig, ViTModel)

TOKENIZER, OUT = sys.argv[1], sys.argv[2]
BASE, MORE = os.path.join(OUT, "sdxl-micro"), os.path.join(OUT, "subject-micro")
TARGETS = ["to_k", "to_q", "to_v", "to_out.0"]
VERSIONS = {"torch": torch.__version__, "diffusers": diffusers.__version__, "transformers": transformers.__version__,
            "peft": peft.__version__, "pillow": PIL.__version__}


def randomise(model, scale):
    for name, p in model.named_parameters():
        if p.dim() > 1:
            p.data = torch.randn_like(p) * scale / p[0].numel() ** 0.5
        elif name.endswith("bias"):
            p.data = torch.randn_like(p) * 0.1
        else:
            p.data = 1 + torch.randn_like(p) * 0.1
    return model.eval()


def text_config(width, layers, act, eos, projection):
    return CLIPTextConfig(vocab_size=900, hidden_size=width, intermediate_size=2 * width, num_hidden_layers=layers,
                          num_attention_heads=2, max_position_embeddings=77, hidden_act=act, projection_dim=projection,
                          bos_token_id=0, eos_token_id=eos, pad_token_id=1)


def tokenizer(directory, pad):
    """The first form of the files alone: vocab.json, merges.txt, tokenizer_config.json."""
    os.makedirs(directory, exist_ok=True)
    for name in ["vocab.json", "merges.txt"]:
        shutil.copy(os.path.join(TOKENIZER, name), directory)
    config = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
              "pad_token": pad, "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}
    with open(os.path.join(directory, "tokenizer_config.json"), "w") as file:
        json.dump(config, file, indent=1)
    return CLIPTokenizer.from_pretrained(directory)


def make_base():
    torch.manual_seed(1)
    unet = randomise(UNet2DConditionModel(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=(8, 16, 16), layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=[1, 2, 1], attention_head_dim=[2, 2, 4], cross_attention_dim=20,
        use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=4,
        projection_class_embeddings_input_dim=36, norm_num_groups=4), 1.0)
    vae = randomise(AutoencoderKL(
        block_out_channels=(4, 8, 8), layers_per_block=1, norm_num_groups=4, latent_channels=4, sample_size=32,
        down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3,
        scaling_factor=0.13025, force_upcast=False), 1.0)
    first = randomise(CLIPTextModel(text_config(8, 2, "quick_gelu", 1, 8)), 1.0)
    second = randomise(CLIPTextModelWithProjection(text_config(12, 3, "gelu", 2, 12)), 1.0)
    scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear",
                                       timestep_spacing="leading", steps_offset=1)
    pipeline = StableDiffusionXLPipeline(
        vae=vae, text_encoder=first, text_encoder_2=second,
        tokenizer=tokenizer(os.path.join(BASE, "tokenizer"), "<|endoftext|>"),
        tokenizer_2=tokenizer(os.path.join(BASE, "tokenizer_2"), "!"), unet=unet, scheduler=scheduler,
        force_zeros_for_empty_prompt=True, add_watermarker=False)
    for name in ["unet", "vae", "text_encoder", "text_encoder_2", "scheduler"]:
        getattr(pipeline, name).save_pretrained(os.path.join(BASE, name))
    pipeline.save_config(BASE)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def make_reference(pipeline):
    torch.manual_seed(2)
    prompts = ["a photo of cat", "A photo of cat wearing a red hat, isn't it?"]
    t = {}
    with torch.no_grad():
        t["text.prompt_embeds"], _, t["text.pooled"], _ = pipeline.encode_prompt(
            prompts, do_classifier_free_guidance=False)
        for name, tok in [("text.input_ids", pipeline.tokenizer), ("text.input_ids_2", pipeline.tokenizer_2)]:
            t[name] = tok(prompts, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
        t["vae.image"] = torch.rand(2, 3, 32, 32) * 2 - 1
        posterior = pipeline.vae.encode(t["vae.image"]).latent_dist
        t["vae.mean"], t["vae.logvar"] = posterior.mean, posterior.logvar
        t["vae.latent"] = torch.randn(2, 4, 8, 8)
        t["vae.decoded"] = pipeline.vae.decode(t["vae.latent"]).sample
    t["unet.sample"] = torch.randn(2, 4, 8, 12, requires_grad=True)
    t["unet.timestep"] = torch.tensor([17, 801])
    t["unet.time_ids"] = torch.tensor([[45.0, 61, 0, 6, 32, 32], [72, 40, 18, 0, 32, 32]])
    t["unet.upstream"] = torch.randn(2, 4, 8, 12)
    out = pipeline.unet(t["unet.sample"], t["unet.timestep"], t["text.prompt_embeds"],
                        added_cond_kwargs={"text_embeds": t["text.pooled"], "time_ids": t["unet.time_ids"]}).sample
    t["unet.grad.sample"], = torch.autograd.grad((out * t["unet.upstream"]).sum(), t["unet.sample"])
    t["unet.output"] = out
    t["ddpm.noise"] = torch.randn(2, 4, 8, 8)
    t["ddpm.noisy"] = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear").add_noise(
        t["vae.latent"], t["ddpm.noise"], t["unet.timestep"])
    pipeline.scheduler.set_timesteps(5)
    t["euler.sigmas"], t["euler.timesteps"] = pipeline.scheduler.sigmas, pipeline.scheduler.timesteps
    t["pipeline.latents"] = torch.randn(1, 4, 8, 8)
    t["pipeline.image"] = pipeline(prompts[1], negative_prompt="", latents=t["pipeline.latents"].clone(),
                                   num_inference_steps=5, guidance_scale=5.0, height=32, width=32,
                                   output_type="pt").images
    save(t, os.path.join(BASE, "reference.safetensors"))
    settings = {"made_with": VERSIONS, "text": "prompts " + json.dumps(prompts),
                "pipeline": "Euler discrete, 5 steps, guidance 5.0, empty negative prompt, 32 x 32"}
    with open(os.path.join(BASE, "reference.json"), "w") as file:
        json.dump(settings, file, indent=1)


def save(tensors, path):
    save_file({k: v.detach().contiguous().clone() for k, v in tensors.items()}, path)


# The single file in the layout of the original code (Stability-AI/generative-models).

def original(pipeline):
    out = {}
    unet_names(pipeline.unet, out)
    vae_names(pipeline.vae, out)
    for k, v in pipeline.text_encoder.state_dict().items():
        k = k if k.startswith("text_model.") else "text_model." + k
        out["conditioner.embedders.0.transformer." + k] = v
    open_clip_names(pipeline.text_encoder_2, out)
    unet = {k[len("model.diffusion_model."):]: v for k, v in out.items() if k.startswith("model.diffusion_model.")}
    config = dict(pipeline.unet.config)
    back = single_file_utils.convert_ldm_unet_checkpoint({"model.diffusion_model." + k: v for k, v in unet.items()},
                                                         config)
    same(back, pipeline.unet.state_dict())
    vae = {k: v for k, v in out.items() if k.startswith("first_stage_model.")}
    same(single_file_utils.convert_ldm_vae_checkpoint(vae, dict(pipeline.vae.config)), pipeline.vae.state_dict())
    second = single_file_utils.convert_open_clip_checkpoint(
        pipeline.text_encoder_2, dict(out), prefix="conditioner.embedders.1.model.")
    same({k: v for k, v in second.items() if "position_ids" not in k}, pipeline.text_encoder_2.state_dict())
    return out


def same(one, other):
    assert set(one) == set(other), set(one) ^ set(other)
    assert all(torch.equal(one[k].reshape(other[k].shape), other[k]) for k in other)


RESNET = [("norm1", "in_layers.0"), ("conv1", "in_layers.2"), ("time_emb_proj", "emb_layers.1"),
          ("norm2", "out_layers.0"), ("conv2", "out_layers.3"), ("conv_shortcut", "skip_connection")]


def unet_names(unet, out):
    layers = unet.config.layers_per_block
    levels = len(unet.config.block_out_channels)
    names = {"time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
             "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2",
             "conv_in": "input_blocks.0.0", "conv_norm_out": "out.0", "conv_out": "out.2",
             "mid_block.resnets.0": "middle_block.0", "mid_block.attentions.0": "middle_block.1",
             "mid_block.resnets.1": "middle_block.2"}
    for b in range(levels):
        for i in range(layers):
            names[f"down_blocks.{b}.resnets.{i}"] = f"input_blocks.{b * (layers + 1) + i + 1}.0"
            names[f"down_blocks.{b}.attentions.{i}"] = f"input_blocks.{b * (layers + 1) + i + 1}.1"
        names[f"down_blocks.{b}.downsamplers.0.conv"] = f"input_blocks.{(b + 1) * (layers + 1)}.0.op"
        for i in range(layers + 1):
            at = b * (layers + 1) + i
            names[f"up_blocks.{b}.resnets.{i}"] = f"output_blocks.{at}.0"
            names[f"up_blocks.{b}.attentions.{i}"] = f"output_blocks.{at}.1"
        last = (b + 1) * (layers + 1) - 1
        place = 2 if "CrossAttn" in unet.config.up_block_types[b] else 1
        names[f"up_blocks.{b}.upsamplers.0.conv"] = f"output_blocks.{last}.{place}.conv"
    for key, value in unet.state_dict().items():
        prefix = max((n for n in names if key.startswith(n + ".")), key=len)
        rest = key[len(prefix) + 1:]
        if ".resnets." in prefix:
            for new, old in RESNET:
                rest = rest.replace(new, old)
        out["model.diffusion_model." + names[prefix] + "." + rest] = value


def vae_names(vae, out):
    levels = len(vae.config.block_out_channels)
    for key, value in vae.state_dict().items():
        k = key
        for b in range(levels):
            k = k.replace(f"encoder.down_blocks.{b}.resnets.", f"encoder.down.{b}.block.")
            k = k.replace(f"encoder.down_blocks.{b}.downsamplers.0.", f"encoder.down.{b}.downsample.")
            k = k.replace(f"decoder.up_blocks.{b}.resnets.", f"decoder.up.{levels - 1 - b}.block.")
            k = k.replace(f"decoder.up_blocks.{b}.upsamplers.0.", f"decoder.up.{levels - 1 - b}.upsample.")
        k = k.replace("mid_block.resnets.0", "mid.block_1").replace("mid_block.resnets.1", "mid.block_2")
        if "mid_block.attentions.0" in k:
            k = k.replace("mid_block.attentions.0", "mid.attn_1").replace("group_norm", "norm")
            k = k.replace("to_out.0", "proj_out").replace("to_q", "q").replace("to_k", "k").replace("to_v", "v")
            if k.endswith("weight") and "norm" not in k:
                value = value[:, :, None, None]
        k = k.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
        out["first_stage_model." + k] = value


def open_clip_names(model, out):
    state = {k.removeprefix("text_model."): v for k, v in model.state_dict().items()}
    p = "conditioner.embedders.1.model."
    out[p + "positional_embedding"] = state["embeddings.position_embedding.weight"]
    out[p + "token_embedding.weight"] = state["embeddings.token_embedding.weight"]
    out[p + "text_projection"] = state["text_projection.weight"].t().contiguous()
    out[p + "logit_scale"] = torch.tensor(4.6)
    for end in ["weight", "bias"]:
        out[p + "ln_final." + end] = state["final_layer_norm." + end]
    for i in range(model.config.num_hidden_layers):
        mine, theirs = f"encoder.layers.{i}.", p + f"transformer.resblocks.{i}."
        for end in ["weight", "bias"]:
            joined = torch.cat([state[mine + f"self_attn.{q}_proj." + end] for q in "qkv"])
            out[theirs + "attn.in_proj_" + end] = joined
            for new, old in [("self_attn.out_proj", "attn.out_proj"), ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"),
                             ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj")]:
                out[theirs + old + "." + end] = state[mine + new + "." + end]


# Subject-driven generation

def picture(seed, height, width):
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (6, 7, 3), dtype=np.uint8))
    return small.resize((width, height), Image.BICUBIC)


def prepared(image, side, crop, mean, std):
    w, h = image.size
    short = min(w, h)
    size = (side, int(side * h / w)) if w <= h else (int(side * w / h), side)
    image = image.resize(size, Image.BICUBIC)
    left, top = round((size[0] - crop) / 2.0), round((size[1] - crop) / 2.0)
    x = np.asarray(image.crop((left, top, left + crop, top + crop)), dtype=np.float32) / 255
    return torch.from_numpy(((x - np.float32(mean)) / np.float32(std)).transpose(2, 0, 1).copy())


def make_subject(pipeline):
    torch.manual_seed(3)
    os.makedirs(os.path.join(MORE, "images"), exist_ok=True)
    sizes = {"real-1.png": (40, 36), "real-2.png": (37, 51), "generated-1.png": (32, 32), "generated-2.png": (45, 33)}
    files = list(sizes)
    images = {}
    for i, (name, (h, w)) in enumerate(sizes.items()):
        picture(i, h, w).save(os.path.join(MORE, "images", name))
        images[name] = Image.open(os.path.join(MORE, "images", name)).convert("RGB")
    t = {}
    crops = {"real-1.png": (2, 0), "real-2.png": (0, 7)}
    ids = []
    for name, (y, x) in crops.items():
        h, w = sizes[name]
        size = (32, int(32 * h / w)) if w <= h else (int(32 * w / h), 32)
        square = images[name].resize(size, Image.BILINEAR).crop((x, y, x + 32, y + 32))
        t["train.pixels." + name] = torch.from_numpy(
            (np.asarray(square, dtype=np.float32) / 127.5 - 1).transpose(2, 0, 1).copy())
        ids.append([h, w, y, x, 32, 32])
    t["train.time_ids"] = torch.tensor(ids, dtype=torch.float32)
    prompts = ["a photo of cat on the beach", "a purple cat"]
    with torch.no_grad():
        metrics = embed(t, files, images, prompts)
        pixels = torch.stack([t["train.pixels." + n] for n in crops])
    save(t, os.path.join(MORE, "images.safetensors"))
    settings = {
        "base": "../sdxl-micro", "dino": "dino", "clip": "clip", "made_with": VERSIONS,
        "images": {"files": files,
                   "dino.pixels": "Pillow bicubic resize of the shorter side to 36, centre crop 32",
                   "clip.pixels": "Pillow bicubic resize of the shorter side to 32, centre crop 32",
                   "dino.embeddings": "prompts " + json.dumps(prompts)},
        "metrics": metrics, "sampling": sampling(pipeline), "dreambooth": dreambooth(pipeline, pixels, t)}
    with open(os.path.join(MORE, "sdxl-more.json"), "w") as file:
        json.dump(settings, file, indent=1)


def embed(t, files, images, prompts):
    dino = randomise(ViTModel(ViTConfig(hidden_size=12, num_hidden_layers=2, num_attention_heads=2,
                                        intermediate_size=24, image_size=32, patch_size=8), add_pooling_layer=False), 1.0)
    dino.save_pretrained(os.path.join(MORE, "dino"))
    vision = {"hidden_size": 12, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3,
              "image_size": 32, "patch_size": 8, "projection_dim": 6}
    clip = randomise(CLIPModel(CLIPConfig(text_config=text_config(8, 2, "quick_gelu", 1, 6).to_dict(),
                                          vision_config=vision, projection_dim=6)), 1.0)
    clip.save_pretrained(os.path.join(MORE, "clip"))
    tok = tokenizer(os.path.join(MORE, "clip"), "<|endoftext|>")
    for name in files:
        t["dino.pixels." + name] = prepared(images[name], 36, 32, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
        t["clip.pixels." + name] = prepared(images[name], 32, 32, (0.48145466, 0.4578275, 0.40821073),
                                            (0.26862954, 0.26130258, 0.27577711))
    d = dino(torch.stack([t["dino.pixels." + n] for n in files])).last_hidden_state[:, 0]
    p = torch.stack([t["clip.pixels." + n] for n in files])
    t["clip.input_ids"] = tok(prompts, padding="max_length", max_length=77, return_tensors="pt").input_ids
    c = clip.visual_projection(clip.vision_model(p).pooler_output)
    x = clip.text_projection(clip.text_model(t["clip.input_ids"]).pooler_output)
    t["dino.embeddings"], t["clip.image_embeddings"], t["clip.text_embeddings"] = d, c, x
    cos = torch.nn.functional.cosine_similarity
    pairs = lambda e: cos(e[2:, None], e[None, :2], dim=-1).mean().item()
    return {"dino": pairs(d), "clip_i": pairs(c), "clip_t": cos(c[2:], x, dim=-1).mean().item(),
            "dino_real_to_real": cos(d[0], d[1], dim=0).item(), "clip_i_real_to_real": cos(c[0], c[1], dim=0).item()}


def sampling(pipeline):
    torch.manual_seed(4)
    prompt = "A photo of cat wearing a red hat"
    t = {"latents": torch.randn(1, 4, 8, 8)}

    def after(pipe, step, timestep, kwargs):
        if step in (0, 2):
            t[f"latents.after{step + 1}"] = kwargs["latents"].clone()
        return kwargs

    run = dict(num_inference_steps=4, guidance_scale=5.0, height=32, width=32)
    t["final_latents"] = pipeline(prompt, latents=t["latents"].clone(), output_type="latent",
                                  callback_on_step_end=after, **run).images
    t["image"] = pipeline(prompt, latents=t["latents"].clone(), output_type="pt", **run).images
    pipeline(prompt, latents=t["latents"].clone(), **run).images[0].save(os.path.join(MORE, "images", "sampled.png"))
    t["final_latents.empty_negative_prompt"] = pipeline(
        prompt, negative_prompt="", latents=t["latents"].clone(), output_type="latent", **run).images
    t["sigmas"], t["timesteps"] = pipeline.scheduler.sigmas, pipeline.scheduler.timesteps
    with torch.no_grad():
        embeds = pipeline.encode_prompt(prompt, do_classifier_free_guidance=True)
    for name, e in zip(["prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds",
                        "negative_pooled_prompt_embeds"], embeds):
        t[name] = e
    save(t, os.path.join(MORE, "sampling.safetensors"))
    return {"prompt": prompt, "steps": 4, "guidance_scale": 5.0, "size": 32}


def dreambooth(pipeline, pixels, shared):
    torch.manual_seed(5)
    steps, parts, vae, unet = 4, 2, pipeline.vae, pipeline.unet
    t = {"image": torch.tensor([[0, 1], [1, 0], [1, 1], [0, 0]]), "posterior_noise": torch.randn(4, 2, 4, 8, 8),
         "noise": torch.randn(4, 2, 4, 8, 8), "timesteps": torch.randint(0, 1000, (4, 2))}
    with torch.no_grad():
        posterior = vae.encode(pixels).latent_dist
        t["posterior.mean"], t["posterior.logvar"] = posterior.mean, posterior.logvar
        t["prompt_embeds"], _, t["pooled"], _ = pipeline.encode_prompt(
            "a photo of cat", do_classifier_free_guidance=False)
    ddpm = DDPMScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    latents = (posterior.mean + torch.exp(posterior.logvar / 2) * 0)[t["image"]]
    scale = torch.exp(posterior.logvar / 2)[t["image"]]
    latents = (latents + scale * t["posterior_noise"]) * vae.config.scaling_factor
    t["first.latents"] = latents[0]
    t["first.noisy"] = ddpm.add_noise(latents[0], t["noise"][0], t["timesteps"][0])
    unet.requires_grad_(False)
    unet.add_adapter(LoraConfig(r=2, lora_alpha=2, target_modules=TARGETS, init_lora_weights="gaussian"))
    params = {n.replace(".default.weight", ""): p for n, p in unet.named_parameters() if p.requires_grad}
    for name, p in params.items():
        if name.endswith("lora_A"):
            p.data = torch.randn_like(p) * 0.3
            t["init." + name] = p
    save(t, os.path.join(MORE, "dreambooth.safetensors"))
    trace = {"loss": torch.zeros(steps, parts), "grad_norm": torch.zeros(steps),
             "norms": [torch.stack([p.norm() for p in params.values()])]}
    optimizer = torch.optim.AdamW(params.values(), lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-4)
    for step in range(steps):
        for part in range(parts):
            noisy = ddpm.add_noise(latents[step, part][None], t["noise"][step, part][None],
                                   t["timesteps"][step, part][None])
            cond = {"text_embeds": t["pooled"], "time_ids": shared["train.time_ids"][t["image"][step, part]][None]}
            out = unet(noisy, t["timesteps"][step, part], t["prompt_embeds"], added_cond_kwargs=cond).sample
            loss = torch.nn.functional.mse_loss(out, t["noise"][step, part][None])
            trace["loss"][step, part] = loss.detach()
            (loss / parts).backward()
        trace["grad_norm"][step] = torch.nn.utils.clip_grad_norm_(params.values(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        trace["norms"].append(torch.stack([p.norm() for p in params.values()]))
    trace["norms"] = torch.stack(trace["norms"])
    for name, p in params.items():
        if name.startswith("mid_block"):
            trace["final." + name] = p
    save(trace, os.path.join(MORE, "dreambooth-lora.safetensors"))
    return {"prompt": "a photo of cat", "steps": steps, "accumulation": parts, "rank": 2, "alpha": 2,
            "target_modules": TARGETS, "lr": 0.01, "max_grad_norm": 1.0,
            "optimizer": "AdamW(beta1 0.9, beta2 0.999, eps 1e-8, weight_decay 1e-4)",
            "trained": {"dreambooth-lora.safetensors": list(params)}}


pipe = make_base()
make_reference(pipe)
save(original(pipe), os.path.join(OUT, "original.safetensors"))
make_subject(pipe)
