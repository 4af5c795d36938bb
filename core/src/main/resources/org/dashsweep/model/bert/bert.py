# BERT (Devlin et al., 2019), as Hugging Face's BertModel computes it. Post-norm encoder, GELU.
# N packed tokens, B examples, T the longest of them, D hidden width, H heads, d = D / H.
#
# layout says how the packed tokens lie in the batch:
#   bias (B, 1, 1, T): 0 where a token is, -inf where only padding would be
#   padded (B*T,): the packed token of every place, 0 at padding; absent if there is no padding
#   packed (N,): the place of every token; absent if there is no padding
#   row (N,): the example of every token;  length (B, 1): tokens of every example;  first (B,)

def embed(self, tokens: Tensor, positions: Tensor, segments: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N,) -> (N, D)
    random = self.start_random(seed)
    x = torch.embedding(p["word_embeddings.weight"], tokens, self.padding_token)
    x = x + torch.embedding(p["position_embeddings.weight"], positions)
    x = x + torch.embedding(p["token_type_embeddings.weight"], segments)
    return self.drop(self.norm(p, "LayerNorm", x), self.hidden_dropout, random)

def norm(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [x.shape[1]], p[name + ".weight"], p[name + ".bias"], self.norm_epsilon)

def attend(self, qkv: Tensor, layout: Dict[str, Tensor], random: bool) -> Tensor:
    # (N, 3 D) -> (N, D)
    bias = layout["bias"]
    rows = bias.shape[0]
    longest = bias.shape[3]
    width = qkv.shape[1] // 3
    ragged = "padded" in layout
    if ragged:
        # embedding() gathers rows as index_select() does, with a much faster gradient.
        qkv = torch.embedding(qkv, layout["padded"])
    # (3, B, H, T, d)
    heads = qkv.view([rows, longest, 3, self.heads, width // self.heads]).permute([2, 0, 3, 1, 4])
    # unbind() has one gradient; three indexings would each fill a tensor of zeros.
    q, k, v = torch.unbind(heads)
    if random and self.attention_dropout > 0.0:
        scores = torch.matmul(torch.mul(q, (width // self.heads) ** -0.5), k.transpose(2, 3))
        if ragged:
            scores = scores + bias
        weights = torch.softmax(scores, -1)
        context = torch.matmul(self.drop(weights, self.attention_dropout, random), v)
    elif ragged:
        context = torch.scaled_dot_product_attention(q, k, v, bias)
    else:
        context = torch.scaled_dot_product_attention(q, k, v)
    context = context.transpose(1, 2).reshape([rows * longest, width])
    if ragged:
        context = torch.embedding(context, layout["packed"])
    return context

def block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N, D) -> (N, D)
    random = self.start_random(seed)
    projections = ["attention.self.query", "attention.self.key", "attention.self.value"]
    width = x.shape[1]
    qkv = self.joined_linear(p, "attention.self.qkv", projections, [width, width, width], x, random)
    y = self.linear(p, "attention.output.dense", self.attend(qkv, layout, random), random)
    x = self.norm(p, "attention.output.LayerNorm", self.drop(y, self.hidden_dropout, random) + x)
    y = torch.gelu(self.linear(p, "intermediate.dense", x, random))
    y = self.linear(p, "output.dense", y, random)
    return self.norm(p, "output.LayerNorm", self.drop(y, self.hidden_dropout, random) + x)

def pool_mean(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (B, D)
    length = layout["length"]
    total = torch.zeros([length.shape[0], x.shape[1]], dtype=x.dtype, device=x.device)
    return torch.div(torch.index_add(total, 0, layout["row"], x), length)

def pool_first(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    return torch.embedding(x, layout["first"])

def classify(self, pooled: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (B, D) -> (B, labels)
    random = self.start_random(seed)
    if "pooler.dense.weight" in p:
        pooled = torch.tanh(torch.linear(pooled, p["pooler.dense.weight"], p["pooler.dense.bias"]))
    pooled = self.drop(pooled, self.classifier_dropout, random)
    return torch.linear(pooled, p["classifier.weight"], p["classifier.bias"])
