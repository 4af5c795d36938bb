# Embeddings and block of BERT's form (Devlin et al., 2019): a norm behind the embeddings, behind attention
# and behind the feed-forward layer.
#
# A family adds, in a file of its own or by absolute.py,
#   project(p, x, random): (N, D) -> (N, 3 D), queries, keys and values
#   attend(qkv, layout, p, random): (N, 3 D) -> (N, D)

def embed(self, tokens: Tensor, positions: Tensor, segments: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N,) -> (N, D)
    random = self.start_random(seed)
    x = torch.embedding(p["word_embeddings.weight"], tokens, self.padding_token)
    if "position_embeddings.weight" in p:
        x = x + torch.embedding(p["position_embeddings.weight"], positions, self.padding_position)
    if "token_type_embeddings.weight" in p:
        x = x + torch.embedding(p["token_type_embeddings.weight"], segments)
    if "embed_proj.weight" in p:
        x = torch.linear(x, p["embed_proj.weight"])
    return self.drop(self.norm(p, "LayerNorm", x), self.hidden_dropout, random)

def residual(self, p: Dict[str, Tensor], name: str, y: Tensor, x: Tensor) -> Tensor:
    # (N, D), (N, D) -> (N, D): the norm of a sum, with the bottlenecks that linear.py names
    dense, norm = name + ".dense", name + ".LayerNorm"
    if dense + ".houlsby_down" in p:
        y = y + self.biased_bottleneck(p, dense + ".houlsby", y, 2)
    if dense + ".pfeiffer_down" in p:
        y = y + self.biased_bottleneck(p, dense + ".pfeiffer", self.norm(p, norm, y + x), 1)
    return self.norm(p, norm, y + x)

def block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (N, D) -> (N, D)
    random = self.start_random(seed)
    context = self.attend(self.project(p, x, random), layout, p, random)
    y = self.linear(p, "attention.output.dense", context, random)
    x = self.residual(p, "attention.output", self.drop(y, self.hidden_dropout, random), x)
    y = self.activate(self.linear(p, "intermediate.dense", x, random), self.activation)
    y = self.linear(p, "output.dense", y, random)
    return self.residual(p, "output", self.drop(y, self.hidden_dropout, random), x)
