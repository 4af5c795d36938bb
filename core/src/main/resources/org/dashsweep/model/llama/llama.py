# LLaMA 2 (Touvron et al., 2023) and 3 (Grattafiori et al., 2024), as Hugging Face's LlamaForCausalLM
# computes them. Pre-norm decoder: RMS norms, rotary positions, grouped-query attention, SwiGLU.
# N packed tokens, B sequences, T the longest of them, D hidden width, H heads of queries, K heads of
# keys and of values, d width of a head, V vocabulary.
#
# layout says how the packed tokens lie in the batch:
#   bias (B, 1, 1, T): its shape alone is used: behind a token there is only what it must not see
#   padded (B*T,): the packed token of every place, 0 at padding; absent if there is no padding
#   packed (N,): the place of every token; absent if there is no padding
#   cosine, sine (N, 1, d / 2): the rotation of every token
#   attends (N, 1): 0 for a token that attends to nothing, else 1; absent if there is none

def embed(self, tokens: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (N,) -> (N, D)
    return torch.embedding(p["embed_tokens.weight"], tokens, self.padding_token)

def rotations(self, positions: Tensor, p: Dict[str, Tensor]) -> List[Tensor]:
    # (N,) -> cosine, sine (N, 1, d / 2)
    angles = torch.mul(positions.to(torch.float32).view([-1, 1, 1]), p["rotary_frequencies"])
    return [torch.cos(angles), torch.sin(angles)]

def norm(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.shape[1]], p[name + ".weight"], self.norm_epsilon)

def rotate(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, heads, d): dimension i and i + d / 2 are a pair.
    half = x.shape[2] // 2
    first, second = torch.split_with_sizes(x, [half, half], 2)
    cosine, sine = layout["cosine"], layout["sine"]
    return torch.cat([torch.sub(first * cosine, second * sine), first * sine + second * cosine], 2)

def shared(self, x: Tensor) -> Tensor:
    # (B, K, T, d) -> (B, H, T, d): head h of the queries reads head h // (H / K).
    if self.key_value_heads == self.heads:
        return x
    group = self.heads // self.key_value_heads
    shape = [x.shape[0], self.key_value_heads, group, x.shape[2], x.shape[3]]
    return x.unsqueeze(2).expand(shape).reshape([x.shape[0], self.heads, x.shape[2], x.shape[3]])

def turned(self, qkv: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, (H + 2 K) d) -> (N, H + 2 K, d): heads of queries, of keys, both turned by position, and of values
    turned = self.heads + self.key_value_heads
    count = turned + self.key_value_heads
    # split_with_sizes() has one gradient; slices would each fill a tensor of zeros.
    moving, v = torch.split_with_sizes(qkv.view([-1, count, self.head_width]), [turned, self.key_value_heads], 1)
    return torch.cat([self.rotate(moving, layout), v], 1)

def attend(self, heads: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, H + 2 K, d) -> (N, H d)
    rows = layout["bias"].shape[0]
    longest = layout["bias"].shape[3]
    count = self.heads + 2 * self.key_value_heads
    ragged = "padded" in layout
    if ragged:
        # embedding() gathers rows as index_select() does, with a much faster gradient.
        heads = torch.embedding(heads.view([-1, count * self.head_width]), layout["padded"])
    # (B, H + 2 K, T, d)
    heads = heads.view([rows, longest, count, self.head_width]).transpose(1, 2)
    q, k, v = torch.split_with_sizes(heads, [self.heads, self.key_value_heads, self.key_value_heads], 1)
    k, v = self.shared(k), self.shared(v)
    # Padding is behind a row's tokens, so that the causal mask hides it.
    context = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
    context = context.transpose(1, 2).reshape([rows * longest, self.heads * self.head_width])
    if ragged:
        context = torch.embedding(context, layout["packed"])
    if "attends" in layout:
        context = torch.mul(context, layout["attends"])
    return context

def projected(self, x: Tensor, p: Dict[str, Tensor], random: bool) -> Tensor:
    # (N, D) -> (N, (H + 2 K) d)
    keys = self.key_value_heads * self.head_width
    projections = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]
    widths = [self.heads * self.head_width, keys, keys]
    h = self.norm(p, "input_layernorm", x)
    return self.joined_linear(p, "self_attn.qkv_proj", projections, widths, h, random)

def mixed(self, x: Tensor, context: Tensor, p: Dict[str, Tensor], random: bool) -> Tensor:
    # (N, D) and what its tokens attended to, (N, H d) -> (N, D)
    x = x + self.linear(p, "self_attn.o_proj", context, random)
    h = self.norm(p, "post_attention_layernorm", x)
    wide = p["mlp.gate_up_proj.weight"].shape[0] // 2
    h = self.joined_linear(p, "mlp.gate_up_proj", ["mlp.gate_proj", "mlp.up_proj"], [wide, wide], h, random)
    gate, up = torch.split_with_sizes(h, [wide, wide], 1)
    return x + self.linear(p, "mlp.down_proj", torch.mul(torch.silu(gate), up), random)

def block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N, D) -> (N, D)
    random = self.start_random(seed)
    heads = self.turned(self.projected(x, p, random), layout)
    return self.mixed(x, self.attend(heads, layout), p, random)

def final_norm(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (N, D)
    return self.norm(p, "norm", x)

def head_weight(self, p: Dict[str, Tensor]) -> Tensor:
    # (V, D); a tied head is the embeddings.
    return p["lm_head.weight" if "lm_head.weight" in p else "embed_tokens.weight"]

def head(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (N, V)
    return self.frozen_product(x, self.head_weight(p), None)

def loss(self, logits: Tensor, targets: Tensor, predicted: Tensor) -> Tensor:
    # Sum over the tokens with a target over the predicted tokens of the whole batch, so that
    # micro-batches add up.
    return torch.div(torch.cross_entropy_loss(logits, targets, None, 2, -100, 0.0), predicted)

# The loss of training, of the M tokens with a target alone and some rows of logits at a time: (M, V)
# never exists as a whole, nor does its gradient. The head is frozen, so that only its input has one.

def predicting(self, x: Tensor, p: Dict[str, Tensor], rows: Tensor) -> Tensor:
    # (N, D) -> (M, D), behind the final norm
    return self.final_norm(torch.embedding(x, rows), p)

def token_losses(self, x: Tensor, p: Dict[str, Tensor], targets: Tensor, chunk: Tensor) -> Tensor:
    # (M, D) -> (M,)
    losses = annotate(List[Tensor], [])
    for start in range(0, x.shape[0], int(chunk)):
        logits = self.head(torch.slice(x, 0, start, start + int(chunk)), p)
        part = torch.slice(targets, 0, start, start + int(chunk))
        losses.append(torch.cross_entropy_loss(logits, part, None, 0, -100, 0.0))
    return torch.cat(losses)

def token_losses_and_gradient(self, x: Tensor, p: Dict[str, Tensor], targets: Tensor, chunk: Tensor, predicted: Tensor) -> List[Tensor]:
    # (M, D) -> (M,), and the gradient of their sum over the predicted tokens of the whole batch, (M, D)
    losses = annotate(List[Tensor], [])
    gradients = annotate(List[Tensor], [])
    for start in range(0, x.shape[0], int(chunk)):
        logits = self.head(torch.slice(x, 0, start, start + int(chunk)), p)
        part = torch.unsqueeze(torch.slice(targets, 0, start, start + int(chunk)), 1)
        logarithms = torch.log_softmax(logits, 1)
        losses.append(torch.neg(torch.gather(logarithms, 1, part)))
        # The softmax less one at the target.
        gradient = torch.exp_(logarithms)
        torch.scatter_add_(gradient, 1, part, torch.full_like(losses[-1], -1.0))
        gradients.append(self.frozen_product_gradient(gradient, self.head_weight(p)))
    gradient = torch.cat(gradients)
    return [torch.squeeze(torch.cat(losses), 1), torch.div_(gradient, predicted)]
