# Softmax attention of packed tokens by rectangles.

def is_masked(self, layout: Dict[str, Tensor]) -> bool:
    return "padded" in layout or "real" in layout

def rectangle(self, qkv: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, 3 D) -> (3, B, H, T, d)
    rows = layout["bias"].shape[0]
    longest = layout["bias"].shape[3]
    width = qkv.shape[1] // 3
    if "padded" in layout:
        # embedding() gathers rows as index_select() does, with a much faster gradient.
        qkv = torch.embedding(qkv, layout["padded"])
    return qkv.view([rows, longest, 3, self.heads, width // self.heads]).permute([2, 0, 3, 1, 4])

def mixed(self, q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor], random: bool) -> Tensor:
    # Three times (B, H, T, d) -> (B, H, T, d); the bias (B, 1, 1 or T, T) is added to the scores.
    if random and self.attention_dropout > 0.0:
        scores = torch.matmul(torch.mul(q, q.shape[3] ** -0.5), k.transpose(2, 3))
        if bias is not None:
            scores = scores + bias
        weights = torch.softmax(scores, -1)
        return torch.matmul(self.drop(weights, self.attention_dropout, random), v)
    return torch.scaled_dot_product_attention(q, k, v, bias)

def packed(self, context: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (B, H, T, d) -> (N, D)
    context = context.transpose(1, 2).reshape([context.shape[0] * context.shape[2], -1])
    if "packed" in layout:
        context = torch.embedding(context, layout["packed"])
    return context
