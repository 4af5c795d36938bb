# What all encoders have in common: norms, activations, pooling and a head.
# N packed tokens, B examples, T the longest of them, D hidden width, H heads, d = D / H.
#
# A family adds, in files beside this one or in its own,
#   embed(tokens, positions, segments, p, seed): three times (N,) -> (N, D)
#   block(x, layout, p, seed): (N, D) -> (N, D), or a method of another name for blocks of another kind
#
# layout says how the packed tokens lie in the batch:
#   bias (B, 1, 1, T): 0 where a token is, -inf where only padding would be
#   padded (B*T,): the packed token of every place, 0 at padding; absent if there is no padding
#   packed (N,): the place of every token; absent if there is no padding
#   row (N,): the example of every token;  length (B, 1): tokens of every example;  first (B,)
#   real: absent but in a batch whose N = B*T tokens are padding in part: places of those that are not,
#   of which alone row speaks

def norm(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [x.shape[1]], p[name + ".weight"], self.bias_of(p, name), self.norm_epsilon)

def activate(self, x: Tensor, activation: int) -> Tensor:
    # The codes are those of Activation in Java.
    if activation == 0:
        return torch.gelu(x)
    if activation == 1:
        inner = torch.mul(torch.add(x, torch.pow(x, 3), alpha=0.044715), 0.7978845608028654)
        return torch.mul(torch.mul(x, 0.5), torch.add(torch.tanh(inner), 1.0))
    if activation == 2:
        return torch.relu(x)
    if activation == 3:
        return torch.silu(x)
    return torch.tanh(x)

def pool_mean(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (B, D)
    length = layout["length"]
    if "real" in layout:
        x = torch.embedding(x, layout["real"])
    if x.is_cuda:
        # One product: index_add() adds up in an order of its own there.
        examples = torch.arange(length.shape[0], device=x.device).unsqueeze(1)
        member = torch.eq(examples, layout["row"].unsqueeze(0)).to(x.dtype)
        return torch.div(torch.matmul(member, x), length)
    total = torch.zeros([length.shape[0], x.shape[1]], dtype=x.dtype, device=x.device)
    return torch.div(torch.index_add(total, 0, layout["row"], x), length)

def pool_first(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    return torch.embedding(x, layout["first"])

def classify(self, pooled: Tensor, p: Dict[str, Tensor], seed: Tensor) -> Tensor:
    # (B, D) -> (B, labels)
    random = self.start_random(seed)
    if "pooler.dense.weight" in p:
        pooled = self.drop(pooled, self.pooler_dropout, random)
        pooled = torch.linear(pooled, p["pooler.dense.weight"], self.bias_of(p, "pooler.dense"))
        pooled = self.activate(pooled, self.pooler_activation)
        if "pooler.norm.weight" in p:
            pooled = self.norm(p, "pooler.norm", pooled)
    pooled = self.drop(pooled, self.classifier_dropout, random)
    return torch.linear(pooled, p["classifier.weight"], p["classifier.bias"])
