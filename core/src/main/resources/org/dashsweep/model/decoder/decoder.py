# The decoder of LLaMA 2 (Touvron et al., 2023) and 3 (Grattafiori et al., 2024), Mistral (Jiang et al.,
# 2023), Qwen2 (Yang et al., 2024) and Qwen3 (Yang et al., 2025), as Hugging Face's classes compute it:
# RMS norms before attention and feed-forward layer, rotary positions, grouped-query attention, SwiGLU.
# Biases are added where p has them; Qwen3 also norms the heads of queries and keys; blocks may have a
# sliding window.
# N packed tokens, B sequences of T tokens each (T differs), D hidden width, H heads of queries, K heads of
# keys and of values, d width of a head, V vocabulary.
#
# layout says how the packed tokens lie in the batch:
#   lengths (B,): tokens of every sequence, in the host's memory
#   cosine, sine (N, 1, d): the rotation of every token, the sine's first half negated
#   attends (N, 1): 0 for a token that attends to nothing, else 1; absent if there is none
#   window (T, T): 0 where a token, by its place in a sequence, sees another, else -inf; T the longest
#   sequence's; there where the block has a window that some sequence does not fit into, learned keys included
#   padded (B*T,), packed (N,): the packed token of every place in the rectangle of all sequences, T the
#   longest, 0 at padding, and the place of every token; there where attention is to go by rectangles

def embed(self, tokens: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (N,) -> (N, D)
    return torch.embedding(p["embed_tokens.weight"], tokens, self.padding_token)

def rotations(self, positions: Tensor, p: Dict[str, Tensor]) -> List[Tensor]:
    # (N,) -> cosine, sine (N, 1, d), the sine's first half negated
    if "position_shift" in p:
        positions = torch.add(positions, p["position_shift"])
    angles = torch.mul(positions.to(torch.float32).view([-1, 1, 1]), p["rotary_frequencies"])
    cosine, sine = torch.cos(angles), torch.sin(angles)
    return [torch.cat([cosine, cosine], 2), torch.cat([torch.neg(sine), sine], 2)]

def window_mask(self, positions: Tensor, longest: Tensor) -> Tensor:
    # T -> (T, T), where the positions are
    size = int(longest)
    hidden = torch.full([size, size], float("-inf"), dtype=torch.float32, device=positions.device)
    return torch.add_(torch.triu(hidden, 1), torch.tril(hidden, -self.window))

def norm(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return torch.rms_norm(x, [x.shape[-1]], p[name + ".weight"], self.norm_epsilon)

def rotate(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, heads, d): dimension i and i + d / 2 are a pair.
    return torch.addcmul(torch.mul(x, layout["cosine"]), torch.roll(x, x.shape[2] // 2, 2), layout["sine"])

def projected(self, x: Tensor, p: Dict[str, Tensor], random: bool) -> List[Tensor]:
    # (N, D) -> queries (N, H d), keys and values (N, K d)
    keys = self.key_value_heads * self.head_width
    projections = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]
    widths = [self.heads * self.head_width, keys, keys]
    h = self.norm(p, "input_layernorm", x)
    return self.joined_parts(p, "self_attn.qkv_proj", projections, widths, h, random)

def turned(self, projections: List[Tensor], layout: Dict[str, Tensor], p: Dict[str, Tensor]) -> List[Tensor]:
    # As heads: queries (N, H, d) and keys (N, K, d), both turned by position, and values (N, K, d)
    q, k, v = projections
    q = q.view([-1, self.heads, self.head_width])
    k = k.view([-1, self.key_value_heads, self.head_width])
    if self.head_norms:
        q = self.norm(p, "self_attn.q_norm", q)
        k = self.norm(p, "self_attn.k_norm", k)
    return [self.rotate(q, layout), self.rotate(k, layout), v.view([-1, self.key_value_heads, self.head_width])]

def sequences(self, heads: Tensor, lengths: List[int]) -> List[Tensor]:
    # (N, H or K, d) -> (1, H, T, d) of every sequence: head h of the queries reads head h // (H / K).
    heads = heads.transpose(0, 1)
    if heads.shape[0] != self.heads:
        group = self.heads // self.key_value_heads
        shape = [self.key_value_heads, group, heads.shape[1], self.head_width]
        heads = heads.unsqueeze(1).expand(shape).reshape([self.heads, heads.shape[1], self.head_width])
    # split_with_sizes() has one gradient; slices would each fill a tensor of zeros.
    return torch.split_with_sizes(heads.unsqueeze(0), lengths, 2)

def rectangle(self, heads: Tensor, layout: Dict[str, Tensor], longest: int) -> List[Tensor]:
    # (N, H or K, d) -> (B, H, T, d) in groups of rows whose (T, T) scores take at most half a gigabyte
    many = heads.shape[1]
    x = torch.embedding(heads.reshape([-1, many * self.head_width]), layout["padded"])
    x = x.view([-1, longest, many, self.head_width]).transpose(1, 2)
    if many != self.heads:
        shape = [x.shape[0], many, self.heads // many, longest, self.head_width]
        x = x.unsqueeze(2).expand(shape).reshape([-1, self.heads, longest, self.head_width])
    return torch.split(x, max(1, 134217728 // (self.heads * longest * longest)))

def attend_rectangle(self, heads: List[Tensor], layout: Dict[str, Tensor], longest: int) -> Tensor:
    # What turned() gives -> (N, H d). Few kernels, and no fused one: the gradients of those depend on
    # which of their parts ends first. What is behind a token it does not see, so padding needs no mask.
    q = self.rectangle(torch.mul(heads[0], self.head_width ** -0.5), layout, longest)
    k = self.rectangle(heads[1], layout, longest)
    v = self.rectangle(heads[2], layout, longest)
    if "window" in layout:
        unseen = layout["window"]
    else:
        unseen = torch.full([longest, longest], float("-inf"), dtype=torch.float32, device=heads[0].device)
        unseen = torch.triu(unseen, 1)
    contexts = annotate(List[Tensor], [])
    for i in range(len(q)):
        weights = torch.softmax(torch.add_(torch.matmul(q[i], k[i].transpose(2, 3)), unseen), -1)
        contexts.append(torch.matmul(weights, v[i]).transpose(1, 2))
    context = torch.cat(contexts).reshape([-1, self.heads * self.head_width])
    return torch.embedding(context, layout["packed"])

def attend_sequences(self, heads: List[Tensor], layout: Dict[str, Tensor], lengths: List[int]) -> Tensor:
    # What turned() gives -> (N, H d). Sequence by sequence: nothing is padded and nothing moves.
    q = self.sequences(heads[0], lengths)
    k = self.sequences(heads[1], lengths)
    v = self.sequences(heads[2], lengths)
    contexts = annotate(List[Tensor], [])
    for i in range(len(lengths)):
        if "window" in layout and lengths[i] > self.window:
            seen = torch.slice(torch.slice(layout["window"], 0, 0, lengths[i]), 1, 0, lengths[i])
            context = torch.scaled_dot_product_attention(q[i], k[i], v[i], seen, 0.0, False)
        else:
            context = torch.scaled_dot_product_attention(q[i], k[i], v[i], None, 0.0, True)
        contexts.append(context.squeeze(0).transpose(0, 1))
    return torch.cat(contexts).view([-1, self.heads * self.head_width])

def learned(self, p: Dict[str, Tensor], name: str) -> Tensor:
    # Keys or values before the text's, (P, K d) -> (1, H, P, d)
    heads = p[name].view([-1, self.key_value_heads, self.head_width])
    return self.sequences(heads, [heads.shape[0]])[0]

def attend_behind(self, heads: List[Tensor], layout: Dict[str, Tensor], lengths: List[int], p: Dict[str, Tensor]) -> Tensor:
    # What turned() gives -> (N, H d), sequence by sequence, where learned keys and values stand before each.
    # They are the first tokens of a window. A token that attends to nothing of its sequence attends to those.
    keys, values = self.learned(p, "self_attn.k_proj.prefix"), self.learned(p, "self_attn.v_proj.prefix")
    before = keys.shape[2]
    q = self.sequences(heads[0], lengths)
    k = self.sequences(heads[1], lengths)
    v = self.sequences(heads[2], lengths)
    contexts = annotate(List[Tensor], [])
    first = 0
    for i in range(len(lengths)):
        alone = False
        if "attends" in layout:
            alone = float(torch.select(torch.select(layout["attends"], 0, first), 0, 0)) == 0.0
        if alone:
            context = torch.scaled_dot_product_attention(q[i], keys, values)
        else:
            later = torch.full([lengths[i], before + lengths[i]], float("-inf"), dtype=torch.float32, device=keys.device)
            mask = torch.triu(later, before + 1)
            if "window" in layout:
                mask = torch.add_(mask, torch.tril(later, before - self.window))
            context = torch.scaled_dot_product_attention(q[i], torch.cat([keys, k[i]], 2), torch.cat([values, v[i]], 2), mask)
        contexts.append(context.squeeze(0).transpose(0, 1))
        first = first + lengths[i]
    return torch.cat(contexts).reshape([-1, self.heads * self.head_width])

def attend(self, heads: List[Tensor], layout: Dict[str, Tensor], p: Dict[str, Tensor]) -> Tensor:
    # What turned() gives -> (N, H d)
    lengths = annotate(List[int], [])
    for i in range(layout["lengths"].shape[0]):
        lengths.append(int(torch.select(layout["lengths"], 0, i)))
    if "self_attn.k_proj.prefix" in p:
        return self.attend_behind(heads, layout, lengths, p)
    if "padded" in layout:
        context = self.attend_rectangle(heads, layout, max(lengths))
    else:
        context = self.attend_sequences(heads, layout, lengths)
    if "attends" in layout:
        context = torch.mul(context, layout["attends"])
    return context

def mixed(self, x: Tensor, context: Tensor, p: Dict[str, Tensor], random: bool) -> Tensor:
    # (N, D) and what its tokens attended to, (N, H d) -> (N, D)
    x = x + self.linear(p, "self_attn.o_proj", context, random)
    h = self.norm(p, "post_attention_layernorm", x)
    wide = p["mlp.gate_up_proj.weight"].shape[0] // 2
    gate, up = self.joined_parts(p, "mlp.gate_up_proj", ["mlp.gate_proj", "mlp.up_proj"], [wide, wide], h, random)
    return x + self.linear(p, "mlp.down_proj", torch.mul(torch.silu(gate), up), random)

def block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N, D) -> (N, D)
    random = self.start_random(seed)
    heads = self.turned(self.projected(x, p, random), layout, p)
    return self.mixed(x, self.attend(heads, layout, p), p, random)

def final_norm(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (N, D)
    return self.norm(p, "norm", x)

def head_weight(self, p: Dict[str, Tensor]) -> Tensor:
    # (V, D); a tied head is the embeddings.
    return p["lm_head.weight" if "lm_head.weight" in p else "embed_tokens.weight"]

def head(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (N, V)
    return self.named_product(p, "lm_head", x, self.head_weight(p), None)

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
    # and, of a head that trains, its own (V, D)
    losses = annotate(List[Tensor], [])
    gradients = annotate(List[Tensor], [])
    weight = self.head_weight(p)
    own = annotate(List[Tensor], [])
    if weight.requires_grad:
        own.append(torch.zeros(weight.shape, dtype=x.dtype, device=x.device))
    for start in range(0, x.shape[0], int(chunk)):
        logits = self.head(torch.slice(x, 0, start, start + int(chunk)), p)
        part = torch.unsqueeze(torch.slice(targets, 0, start, start + int(chunk)), 1)
        logarithms = torch.log_softmax(logits, 1)
        losses.append(torch.neg(torch.gather(logarithms, 1, part)))
        # The softmax less one at the target.
        gradient = torch.exp_(logarithms)
        torch.scatter_add_(gradient, 1, part, torch.full_like(losses[-1], -1.0))
        gradients.append(self.frozen_product_gradient(gradient, weight))
        if len(own) > 0:
            torch.addmm_(own[0], gradient.t(), torch.slice(x, 0, start, start + int(chunk)))
    result = [torch.squeeze(torch.cat(losses), 1), torch.div_(torch.cat(gradients), predicted)]
    if len(own) > 0:
        result.append(torch.div_(own[0], predicted))
    return result
