# The U-Net of SDXL (Podell et al., 2023) as diffusers' UNet2DConditionModel computes it, unit by unit.
# B images, C channels, h height and w width of a unit's input, N = B h w its pixels, M = B times the
# tokens of a prompt, K the prompts' width, E the width of the embedded time, H heads, d width of a head.
#
# Every unit takes its inputs, what it needs of the batch, its weights p and the seed of its dropout masks.

def sinusoids(self, x: Tensor, width: int) -> Tensor:
    # (n,) -> (n, width)
    half = width // 2
    exponent = torch.mul(torch.arange(0, half, dtype=torch.float32, device=x.device), -9.210340371976184)
    frequencies = torch.exp(torch.div(exponent, float(half - self.frequency_shift)))
    angles = torch.mul(x.to(torch.float32).unsqueeze(1), frequencies)
    if self.cosine_first:
        return torch.cat([torch.cos(angles), torch.sin(angles)], 1)
    return torch.cat([torch.sin(angles), torch.cos(angles)], 1)

def embedded(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    h = torch.silu(self.linear(p, name + ".linear_1", x, False))
    return self.linear(p, name + ".linear_2", h, False)

def embed(self, timesteps: Tensor, pooled: Tensor, time_ids: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B,), (B, P), (B, 6) -> (B, E), behind the SiLU that every unit begins with
    time = self.embedded(p, "time_embedding", self.sinusoids(timesteps, self.time_width))
    ids = self.sinusoids(time_ids.reshape([-1]), self.addition_time_width).reshape([time_ids.shape[0], -1])
    return torch.silu(time + self.embedded(p, "add_embedding", torch.cat([pooled, ids], 1)))

def input(self, x: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    self.choose_scale(p["conv_in.weight"], x)
    # (B, 4, h, w) -> (B, C, h, w)
    return self.convolution(p, "conv_in", x, 1, 1)

def resnet(self, x: Tensor, time: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (B, in, h, w), (B, E) -> (B, out, h, w)
    h = self.activated(p, "norm1", "conv1", x)
    h = h + self.linear(p, "time_emb_proj", time, False).unsqueeze(2).unsqueeze(3)
    return self.shortcut(p, x) + self.activated(p, "norm2", "conv2", h)

def resnet_with_skip(self, x: Tensor, skip: Tensor, time: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # The same of the channels of both
    return self.resnet(torch.cat([x, skip], 1), time, p, seed)

def downsample(self, x: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (B, C, h, w) -> (B, C, h / 2, w / 2)
    return self.convolution(p, "conv", x, 2, self.downsample_padding)

def upsample(self, x: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    return self.doubled(p, x)

def output(self, x: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (B, C, h, w) -> (B, 4, h, w)
    return self.activated(p, "conv_norm_out", "conv_out", x)

def transformer_entry(self, x: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (B, C, h, w) -> (N, C)
    random = self.start_random(seed)
    q = self.scaled(p)
    h = self.group_norm(q, "norm", x, 1e-06).permute([0, 2, 3, 1]).reshape([-1, x.shape[1]])
    return self.linear(q, "proj_in", h, random)

def transformer_exit(self, x: Tensor, residual: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N, C), (B, C, h, w) -> (B, C, h, w)
    random = self.start_random(seed)
    h = self.linear(self.scaled(p), "proj_out", x, random)
    b, c, height, width = residual.shape
    return h.view([b, height, width, c]).permute([0, 3, 1, 2]) + residual

def layer_norm(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [x.shape[1]], p[name + ".weight"], p[name + ".bias"], 1e-05)

def heads_of(self, x: Tensor, images: int, heads: int) -> Tensor:
    # (N or M, C) -> (B, H, tokens, d)
    return x.view([images, -1, heads, x.shape[1] // heads]).transpose(1, 2)

def attended(self, q: Tensor, k: Tensor, v: Tensor, images: int, heads: int, dtype: int) -> Tensor:
    # (N, C), two of (N or M, C) -> (N, C); computed in the base's format, or better
    if dtype != q.dtype and self.has_few_scores(q, k, images, heads):
        scale = (q.shape[1] // heads) ** -0.5
        keys = self.heads_of(k, images, heads).transpose(2, 3)
        scores = torch.matmul(self.heads_of(torch.mul(q, scale), images, heads), keys)
        context = torch.matmul(torch.softmax(scores, -1), self.heads_of(v, images, heads))
    else:
        context = torch.scaled_dot_product_attention(
            self.heads_of(q.to(dtype), images, heads),
            self.heads_of(k.to(dtype), images, heads),
            self.heads_of(v.to(dtype), images, heads))
    return context.transpose(1, 2).reshape([q.shape[0], q.shape[1]]).to(q.dtype)

def has_few_scores(self, q: Tensor, k: Tensor, images: int, heads: int) -> bool:
    # Whether a processor computes them faster as two products in float32 than fused in 16 bits: up to
    # 4 MB an image, where the gradient of the fused attention takes three times as long.
    return not q.is_cuda and (q.shape[0] // images) * (k.shape[0] // images) * heads <= 1048576

def transformer_block(self, x: Tensor, prompts: Tensor, sizes: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N, C), (B, tokens, K) -> (N, C); sizes are B and H
    random = self.start_random(seed)
    images, heads = int(sizes[0]), int(sizes[1])
    p = self.scaled(p)
    c = x.shape[1]
    dtype = p["attn1.qkv_proj.weight"].dtype
    h = self.layer_norm(p, "norm1", x)
    q, k, v = self.joined_parts(p, "attn1.qkv_proj", ["attn1.to_q", "attn1.to_k", "attn1.to_v"], [c, c, c], h, random)
    x = x + self.linear(p, "attn1.to_out.0", self.attended(q, k, v, images, heads, dtype), random)
    h = self.layer_norm(p, "norm2", x)
    q = self.linear(p, "attn2.to_q", h, random)
    context = prompts.reshape([-1, prompts.shape[2]])
    k, v = self.joined_parts(p, "attn2.kv_proj", ["attn2.to_k", "attn2.to_v"], [c, c], context, random)
    x = x + self.linear(p, "attn2.to_out.0", self.attended(q, k, v, images, heads, dtype), random)
    h = self.linear(p, "ff.net.0.proj", self.layer_norm(p, "norm3", x), random)
    inner, gate = torch.split(h, h.shape[1] // 2, 1)
    return x + self.linear(p, "ff.net.2", torch.mul(inner, torch.gelu(gate)), random)

def scaled(self, p: Dict[str, Tensor]) -> Dict[str, Tensor]:
    # The same values. What trains gets gradients over self.gradient_scale, by which those of all
    # activations are larger than they are, so that float16 can hold them.
    if self.gradient_scale == 1.0:
        return p
    q = annotate(Dict[str, Tensor], {})
    for name in p.keys():
        x = p[name]
        if x.requires_grad:
            y = torch.detach(x)
            x = y + torch.div(x - y, self.gradient_scale)
        q[name] = x
    return q

def loss(self, prediction: Tensor, target: Tensor, weights: Tensor) -> List[Tensor]:
    # Mean squared error of every image, (B,), and the gradient of their weighted sum times
    # self.gradient_scale, (B, 4, h, w)
    difference = torch.sub(prediction, target)
    errors = torch.mean(torch.square(difference), [1, 2, 3])
    factor = 2.0 * self.gradient_scale / float(difference.numel() // difference.shape[0])
    return [errors, torch.mul(difference, torch.mul(weights, factor).view([-1, 1, 1, 1]))]

def choose_scale(self, weight: Tensor, x: Tensor) -> Tensor:
    # A power of two near the elements of an image: the loss's gradient becomes one of the order of 1.
    self.gradient_scale = 1.0
    if weight.dtype == torch.float16:
        elements = x.numel() // x.shape[0]
        while self.gradient_scale * 2.0 <= float(elements):
            self.gradient_scale = self.gradient_scale * 2.0
    return x
