# ModernBERT (Warner et al., 2024), as Hugging Face's ModernBertModel computes it. Pre-norm encoder: rotary
# positions, attention that is global in some blocks and local in others, a gated feed-forward layer.
#
# In addition to encoder.py's layout:
#   global_cosine, global_sine, local_cosine, local_sine (T, d): the rotation of every place in either kind
#   of attention, the sine's first half negated
#   local_bias (B, 1, T, T): 0 where a token sees another in local attention, else -inf; absent where all
#   tokens are near by, so that bias says the same

def embed(self, tokens: Tensor, positions: Tensor, segments: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N,) -> (N, D)
    random = self.start_random(seed)
    x = torch.embedding(p["word_embeddings.weight"], tokens, self.padding_token)
    return self.drop(self.norm(p, "LayerNorm", x), self.hidden_dropout, random)

def rotations(self, theta: float, longest: int, like: Tensor) -> List[Tensor]:
    # -> cosine, sine (T, d), the sine's first half negated
    steps = torch.arange(0, self.head_width, 2, dtype=torch.float32, device=like.device)
    frequencies = torch.reciprocal(torch.pow(theta, torch.div(steps, self.head_width)))
    places = torch.arange(0, longest, dtype=torch.float32, device=like.device)
    angles = torch.mul(places.unsqueeze(1), frequencies)
    cosine, sine = torch.cos(angles), torch.sin(angles)
    return [torch.cat([cosine, cosine], 1), torch.cat([torch.neg(sine), sine], 1)]

def prepare(self, layout: Dict[str, Tensor]) -> List[Tensor]:
    bias = layout["bias"]
    longest = bias.shape[3]
    prepared = self.rotations(self.global_theta, longest, bias)
    prepared.extend(self.rotations(self.local_theta, longest, bias))
    if longest - 1 > self.reach:
        places = torch.arange(0, longest, device=bias.device)
        distance = torch.abs(torch.sub(places.unsqueeze(0), places.unsqueeze(1)))
        local = torch.masked_fill(bias, torch.gt(distance, self.reach), float("-inf"))
        # Padding sees itself: a softmax of nothing would be no number, and spoil the gradients of others.
        prepared.append(torch.masked_fill(local, torch.eq(distance, 0), 0.0))
    return prepared

def rotate(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    # (B, H, T, d): dimension i and i + d / 2 are a pair.
    return torch.addcmul(torch.mul(x, cosine), torch.roll(x, x.shape[3] // 2, 3), sine)

def attend(self, qkv: Tensor, layout: Dict[str, Tensor], kind: str, random: bool) -> Tensor:
    # (N, 3 D) -> (N, D)
    # unbind() has one gradient; three indexings would each fill a tensor of zeros.
    q, k, v = torch.unbind(self.rectangle(qkv, layout))
    cosine, sine = layout[kind + "_cosine"], layout[kind + "_sine"]
    bias = annotate(Optional[Tensor], None)
    if kind + "_bias" in layout:
        bias = layout[kind + "_bias"]
    elif self.is_masked(layout):
        bias = layout["bias"]
    context = self.mixed(self.rotate(q, cosine, sine), self.rotate(k, cosine, sine), v, bias, random)
    return self.packed(context, layout)

def modern_block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], kind: str, seed: Tensor) -> Tensor:
    # (N, D) -> (N, D); I is the width of the feed-forward layer.
    random = self.start_random(seed)
    h = x
    # The first block reads the embeddings' norm.
    if "attn_norm.weight" in p:
        h = self.norm(p, "attn_norm", x)
    context = self.attend(self.linear(p, "attn.Wqkv", h, random), layout, kind, random)
    x = x + self.drop(self.linear(p, "attn.Wo", context, random), self.attention_dropout, random)
    # (N, 2 I)
    wide = self.linear(p, "mlp.Wi", self.norm(p, "mlp_norm", x), random)
    inner, gate = torch.chunk(wide, 2, 1)
    gated = torch.mul(self.activate(inner, self.activation), gate)
    x = x + self.linear(p, "mlp.Wo", self.drop(gated, self.feed_forward_dropout, random), random)
    # The last block's.
    if "final_norm.weight" in p:
        x = self.norm(p, "final_norm", x)
    return x

def global_block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    return self.modern_block(x, layout, p, "global", seed)

def local_block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    return self.modern_block(x, layout, p, "local", seed)
