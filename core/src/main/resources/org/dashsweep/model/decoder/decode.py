# Decoding with decoder.py: prompts are read once, and the branches that go on from a prompt share its
# keys and values. Shapes as in decoder.py; C rows of a region, M tokens that are gathered.
#
# A block's cache is two tables, "keys" and "values" (R C, K d): R regions of C rows, a region for a
# prompt and all that goes on from it, a row for each token. Nothing moves when branches fork or end:
# layout["visible"] says which rows a token sees.
#
# layout says where the tokens that are read lie:
#   rows (N,): the row of every token in the cache
#   cosine, sine (N, 1, d), lengths (B,), window (T, T): as in decoder.py
#   visible (B, T, S): 0 for a row of its region, among the first S, that a token sees, else -inf;
#     of the first B regions, each with T tokens after padding
#   learned (B, T, P): the same of learned keys, there where a window hides some
#   padded (B*T,): the packed token of every place, 0 at padding; absent if there is no padding
#   packed (N,): the place of every token; absent if there is no padding

def start(self, tokens: Tensor, positions: Tensor, p: Dict[str, Tensor]) -> List[Tensor]:
    # (N,), (N,) -> (N, D), cosine, sine
    rotations = self.rotations(positions, p)
    return [self.embed(tokens, p), rotations[0], rotations[1]]

def keep(self, heads: List[Tensor], layout: Dict[str, Tensor], cache: Dict[str, Tensor]) -> Tensor:
    # Puts the keys and values that turned() gives into the cache -> queries (N, H, d)
    q, k, v = heads
    width = self.key_value_heads * self.head_width
    torch.index_copy_(cache["keys"], 0, layout["rows"], k.reshape([-1, width]))
    torch.index_copy_(cache["values"], 0, layout["rows"], v.reshape([-1, width]))
    return q

def gathered(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (M, D): the tokens after which something is to be predicted; all of them if none are named
    if "gathered" in layout:
        return torch.embedding(x, layout["gathered"])
    return x

def read_block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], cache: Dict[str, Tensor]) -> Tensor:
    # Prompts, (N, D) -> (N, D), or (M, D) where layout names the tokens that are gathered
    heads = self.turned(self.projected(x, p, False), layout, p)
    self.keep(heads, layout, cache)
    context = self.attend(heads, layout, p)
    return self.mixed(self.gathered(x, layout), self.gathered(context, layout), p, False)

def cached(self, table: Tensor, layout: Dict[str, Tensor], region: int) -> Tensor:
    # (R C, K d) -> (B, K, S, d), without a copy
    visible = layout["visible"]
    heads = table.view([-1, region, self.key_value_heads, self.head_width])
    heads = torch.slice(torch.slice(heads, 0, 0, visible.shape[0]), 1, 0, visible.shape[2])
    return heads.transpose(1, 2)

def before_all(self, p: Dict[str, Tensor], name: str, rows: int) -> Tensor:
    # (P, K d) -> (B, K, P, d)
    heads = p[name].view([-1, self.key_value_heads, self.head_width]).transpose(0, 1)
    return heads.unsqueeze(0).expand([rows, self.key_value_heads, heads.shape[1], self.head_width])

def look_back(self, q: Tensor, layout: Dict[str, Tensor], cache: Dict[str, Tensor], region: int, p: Dict[str, Tensor]) -> Tensor:
    # queries (N, H, d) -> (N, H d). All that reads one head of keys is one product: T tokens, and the
    # H / K heads of queries that share it.
    visible = layout["visible"]
    rows, tokens, seen = visible.shape[0], visible.shape[1], visible.shape[2]
    group = self.heads // self.key_value_heads
    ragged = "padded" in layout
    if ragged:
        q = torch.embedding(q.reshape([-1, self.heads * self.head_width]), layout["padded"])
    q = q.reshape([rows, tokens, self.key_value_heads, group, self.head_width]).permute([0, 2, 1, 3, 4])
    q = q.reshape([rows, self.key_value_heads, tokens * group, self.head_width])
    mask = visible.unsqueeze(2).expand([rows, tokens, group, seen]).reshape([rows, 1, tokens * group, seen])
    k = self.cached(cache["keys"], layout, region)
    v = self.cached(cache["values"], layout, region)
    if "self_attn.k_proj.prefix" in p:
        # Every token sees the learned keys and values, (P, K d) -> (B, K, P, d), that its window has not left behind.
        k = torch.cat([self.before_all(p, "self_attn.k_proj.prefix", rows), k], 2)
        v = torch.cat([self.before_all(p, "self_attn.v_proj.prefix", rows), v], 2)
        before = k.shape[2] - seen
        learned = torch.zeros([rows, tokens, before], dtype=mask.dtype, device=mask.device)
        if "learned" in layout:
            learned = layout["learned"]
        learned = learned.unsqueeze(2).expand([rows, tokens, group, before])
        mask = torch.cat([learned.reshape([rows, 1, tokens * group, before]), mask], 3)
    context = torch.scaled_dot_product_attention(q, k, v, mask, 0.0, False)
    context = context.view([rows, self.key_value_heads, tokens, group, self.head_width]).permute([0, 2, 1, 3, 4])
    context = context.reshape([rows * tokens, self.heads * self.head_width])
    if ragged:
        context = torch.embedding(context, layout["packed"])
    return context

def go_on_block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], cache: Dict[str, Tensor], region: Tensor) -> Tensor:
    # Tokens of branches, (N, D) -> (N, D); region: C
    heads = self.turned(self.projected(x, p, False), layout, p)
    q = self.keep(heads, layout, cache)
    context = self.look_back(q, layout, cache, int(region), p)
    return self.mixed(x, context, p, False)

def copy(self, from_rows: Tensor, to_rows: Tensor, cache: Dict[str, Tensor]) -> List[Tensor]:
    # Copies rows of both tables.
    for name in ["keys", "values"]:
        torch.index_copy_(cache[name], 0, to_rows, torch.index_select(cache[name], 0, from_rows))
    return [cache["keys"], cache["values"]]

def log_probabilities(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (M, D) -> (M, V)
    return torch.log_softmax(self.head(self.final_norm(x, p), p), 1, None)

def most_probable(self, x: Tensor, p: Dict[str, Tensor], count: Tensor) -> List[Tensor]:
    # (M, D) -> log-probabilities, falling, and tokens, both (M, count)
    values, tokens = torch.topk(self.log_probabilities(x, p), int(count), 1, True, True)
    return [values, tokens]

def log_probability(self, x: Tensor, p: Dict[str, Tensor], places: Tensor) -> Tensor:
    # (M, D) and places among the M V next tokens, (K,) -> (K,)
    return torch.index_select(self.log_probabilities(x, p).reshape([-1]), 0, places)
