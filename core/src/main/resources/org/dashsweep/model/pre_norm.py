# A transformer encoder with norms before attention and feed-forward layer, frozen: CLIP's two and ViT's.
# B examples, T tokens each, D hidden width, H heads, d = D / H.

def norm(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [x.shape[-1]], p[name + ".weight"], p[name + ".bias"], self.norm_epsilon)

def product(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    if name + ".bias" in p:
        return torch.linear(x, p[name + ".weight"], p[name + ".bias"])
    return torch.linear(x, p[name + ".weight"], None)

def activate(self, x: Tensor) -> Tensor:
    if self.quick_gelu:
        return torch.mul(x, torch.sigmoid(torch.mul(x, 1.702)))
    return torch.gelu(x)

def layer(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, T, D) -> (B, T, D)
    b, t, d = x.shape
    qkv = self.product(p, "qkv", self.norm(p, "norm1", x)).view([b, t, 3, self.heads, d // self.heads])
    q, k, v = torch.unbind(qkv.permute([2, 0, 3, 1, 4]))
    context = torch.scaled_dot_product_attention(q, k, v, None, 0.0, self.causal)
    x = x + self.product(p, "out", context.transpose(1, 2).reshape([b, t, d]))
    return x + self.product(p, "fc2", self.activate(self.product(p, "fc1", self.norm(p, "norm2", x))))

def patches(self, pixels: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, 3, S, S) -> (B, 1 + patches, D): the class's token first, positions added
    weight, bias = p["patch.weight"], annotate(Optional[Tensor], None)
    if "patch.bias" in p:
        bias = p["patch.bias"]
    x = torch.conv2d(pixels, weight, bias, [weight.shape[2], weight.shape[3]])
    x = x.flatten(2).transpose(1, 2)
    first = p["class"].view([1, 1, -1]).expand([x.shape[0], 1, x.shape[2]])
    return torch.cat([first, x], 1) + p["positions"].view([1, -1, x.shape[2]])

def first_token(self, x: Tensor) -> Tensor:
    # (B, T, D) -> (B, D)
    return torch.select(x, 1, 0)
