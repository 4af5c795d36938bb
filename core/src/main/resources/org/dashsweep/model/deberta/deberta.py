# DeBERTa v2 and v3 (He et al., 2021 and 2023), as Hugging Face's DebertaV2Model computes them: the
# disentangled attention of post_norm.py's block. A token's score of another is the sum of content to
# content, content to position (c2p) and position to content (p2c), where a position is their distance:
#
#   score(i, j) = (q_i k_j + q_i key(i - j) + query(i - j) k_j) / sqrt(d * terms)
#
# Distances share an embedding by buckets, so that U <= 2 T - 1 embeddings are in use. They are
# projected once for a block, whatever the number of examples. In addition to encoder.py's layout:
#   distances (U, D): the embeddings in use;  places (2 T - 1,): which of them is that of distance
#   T - 1, T - 2, ... 1 - T. Both absent in a model without relative attention.

def project(self, p: Dict[str, Tensor], x: Tensor, random: bool) -> Tensor:
    # (N, D) -> (N, 3 D)
    projections = ["attention.self.query_proj", "attention.self.key_proj", "attention.self.value_proj"]
    width = x.shape[1]
    return self.joined_linear(p, "attention.self.qkv_proj", projections, [width, width, width], x, random)

def bucket(self, distance: Tensor) -> Tensor:
    # make_log_bucket_position(): distances up to half the buckets are exact, farther ones logarithmic.
    if self.buckets == 0:
        return distance
    middle = self.buckets // 2
    size = torch.clamp(torch.abs(distance), middle).to(torch.float32)
    farthest = torch.log(torch.full([1], (self.longest_distance - 1) / middle, dtype=torch.float32))
    far = torch.ceil(torch.log(torch.div(size, middle)) / farthest * (middle - 1)) + middle
    far = torch.mul(far, torch.sign(distance)).to(torch.int64)
    return torch.where(torch.le(torch.abs(distance), middle), distance, far)

def relative(self, layout: Dict[str, Tensor], p: Dict[str, Tensor]) -> List[Tensor]:
    # -> distances (U, D), places (2 T - 1,)
    longest = layout["bias"].shape[3]
    half = p["rel_embeddings.weight"].shape[0] // 2
    places = torch.clamp(self.bucket(torch.arange(longest - 1, -longest, -1)) + half, 0, 2 * half - 1)
    first, last = int(places[-1]), int(places[0])
    embeddings = torch.slice(p["rel_embeddings.weight"], 0, first, last + 1)
    if "LayerNorm.weight" in p:
        embeddings = self.norm(p, "LayerNorm", embeddings)
    return [embeddings, torch.sub(places, first).to(embeddings.device)]

def project_positions(self, p: Dict[str, Tensor], own: str, shared: str, part: int, adapted: bool, x: Tensor, random: bool) -> Tensor:
    # (U, D) -> (U, D), by a projection of their own or by that of the tokens, with its adapter or without.
    if own + ".weight" in p:
        return self.linear(p, own, x, random)
    width = x.shape[1]
    weight = torch.slice(p["attention.self.qkv_proj.weight"], 0, part * width, (part + 1) * width)
    bias = torch.slice(p["attention.self.qkv_proj.bias"], 0, part * width, (part + 1) * width)
    if adapted:
        return self.adapted_linear(p, shared, weight, bias, x, random)
    return self.frozen_product(x, weight, bias)

def by_distance(self, x: Tensor, places: Tensor) -> Tensor:
    # (U, D) -> (H, 2 T - 1, d)
    heads = torch.embedding(x, places).view([places.shape[0], self.heads, -1])
    return torch.contiguous(heads.transpose(0, 1))

def position_keys(self, layout: Dict[str, Tensor], p: Dict[str, Tensor], x: Tensor, random: bool) -> Tensor:
    # Of distances T - 1, T - 2, ... 1 - T
    keys = self.project_positions(p, "attention.self.pos_key_proj", "attention.self.key_proj", 1, True, x, random)
    return self.by_distance(keys, layout["places"])

def position_queries(self, layout: Dict[str, Tensor], p: Dict[str, Tensor], x: Tensor, random: bool) -> Tensor:
    # Of distances 1 - T, 2 - T, ... T - 1, and scaled
    queries = self.project_positions(p, "attention.self.pos_query_proj", "attention.self.query_proj", 0, self.position_queries_adapted, x, random)
    return self.by_distance(torch.mul(queries, self.scale), torch.flip(layout["places"], [0]))

def distance_scores(self, x: Tensor, positions: Tensor) -> Tensor:
    # (G, B, T, d), (G, 2 T - 1, d) -> (G, B, T, T): element (i, j) is x_i times position T - 1 - i + j.
    # One product with all positions and a view of it, in which each row starts one place before the one
    # above: gathering would copy, and scatter its gradient.
    group, rows, longest = x.shape[0], x.shape[1], x.shape[2]
    span = positions.shape[1]
    x = x.reshape([group, rows * longest, x.shape[3]])
    if group == 1:
        scores = self.frozen_product(x.squeeze(0), positions.squeeze(0), None)
    else:
        scores = torch.bmm(x, positions.transpose(1, 2))
    strides = [rows * longest * span, longest * span, span - 1, 1]
    return torch.as_strided(scores, [group, rows, longest, longest], strides, longest - 1)

def attend(self, qkv: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], random: bool) -> Tensor:
    # (N, 3 D) -> (N, D)
    rows = layout["bias"].shape[0]
    longest = layout["bias"].shape[3]
    width = qkv.shape[1] // 3
    ragged = "padded" in layout
    if ragged:
        # embedding() gathers rows as index_select() does, with a much faster gradient.
        qkv = torch.embedding(qkv, layout["padded"])
    masked = ragged or "real" in layout
    # Head by head on a processor: what one needs, (B, T, 2 T - 1), stays in its cache. A GPU, where that
    # would be many small kernels, does all at once.
    group = self.heads if qkv.is_cuda else 1
    keys = annotate(List[Tensor], [])
    queries = annotate(List[Tensor], [])
    if "distances" in layout:
        x = self.drop(layout["distances"], self.hidden_dropout, random)
        if self.content_to_position:
            keys = torch.split(self.position_keys(layout, p, x, random), group)
        if self.position_to_content:
            queries = torch.split(self.position_queries(layout, p, x, random), group)
    # (3, H, B, T, d)
    heads = qkv.view([rows, longest, 3, self.heads, width // self.heads]).permute([2, 3, 0, 1, 4])
    # unbind() and split() have one gradient; indexings would each fill a tensor of zeros.
    q, k, v = torch.unbind(heads)
    q = torch.split(torch.mul(q, self.scale), group)
    k = torch.split(k, group)
    v = torch.split(v, group)
    contexts = annotate(List[Tensor], [])
    for i in range(len(q)):
        scores = torch.matmul(q[i], k[i].transpose(2, 3))
        if len(keys) > 0:
            scores = torch.add_(scores, self.distance_scores(q[i], keys[i]))
        if len(queries) > 0:
            # Element (j, i): the distance is that of a query i to a key j, not of j to i.
            scores = torch.add_(scores, self.distance_scores(k[i], queries[i]).transpose(2, 3))
        if masked:
            scores = torch.add_(scores, layout["bias"].view([1, rows, 1, longest]))
        weights = self.drop(torch.softmax(scores, -1), self.attention_dropout, random)
        contexts.append(torch.matmul(weights, v[i]))
    context = torch.cat(contexts).permute([1, 2, 0, 3]).reshape([rows * longest, width])
    if ragged:
        context = torch.embedding(context, layout["packed"])
    return context
