# BERT (Devlin et al., 2019), as Hugging Face's BertModel computes it: the attention of encoder.py.

def project(self, p: Dict[str, Tensor], x: Tensor, random: bool) -> Tensor:
    # (N, D) -> (N, 3 D)
    projections = ["attention.self.query", "attention.self.key", "attention.self.value"]
    width = x.shape[1]
    return self.joined_linear(p, "attention.self.qkv", projections, [width, width, width], x, random)

def attend(self, qkv: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], random: bool) -> Tensor:
    # (N, 3 D) -> (N, D)
    bias = layout["bias"]
    rows = bias.shape[0]
    longest = bias.shape[3]
    width = qkv.shape[1] // 3
    ragged = "padded" in layout
    if ragged:
        # embedding() gathers rows as index_select() does, with a much faster gradient.
        qkv = torch.embedding(qkv, layout["padded"])
    masked = ragged or "real" in layout
    # (3, B, H, T, d)
    heads = qkv.view([rows, longest, 3, self.heads, width // self.heads]).permute([2, 0, 3, 1, 4])
    # unbind() has one gradient; three indexings would each fill a tensor of zeros.
    q, k, v = torch.unbind(heads)
    if random and self.attention_dropout > 0.0:
        scores = torch.matmul(torch.mul(q, (width // self.heads) ** -0.5), k.transpose(2, 3))
        if masked:
            scores = scores + bias
        weights = torch.softmax(scores, -1)
        context = torch.matmul(self.drop(weights, self.attention_dropout, random), v)
    elif masked:
        context = torch.scaled_dot_product_attention(q, k, v, bias)
    else:
        context = torch.scaled_dot_product_attention(q, k, v)
    context = context.transpose(1, 2).reshape([rows * longest, width])
    if ragged:
        context = torch.embedding(context, layout["packed"])
    return context
