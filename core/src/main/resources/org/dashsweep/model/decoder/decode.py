# Decoding with decoder.py: prompts are read once, and the branches that go on from a prompt share its
# keys and values. Shapes as in decoder.py; C rows of a region, M tokens that are gathered.
#
# A block's cache is two tables, "keys" and "values" (R K C, d): R regions of C rows, a region for a prompt
# and all that goes on from it, a row for each token. Nothing moves when branches fork or end:
# layout["visible"] says which rows a token sees. A row is counted among those of all regions, region C + row
# of the region; rows_of_heads() says where its K heads lie.
#
# p holds "self_attn.k_proj.prefix" and "self_attn.v_proj.prefix" (P, K d) where keys and values stand before
# the texts of all regions: learned ones, and behind them those of a beginning that was read once.
#
# layout says where the tokens that are read lie:
#   rows (N K,): the row of every head of every token in a table
#   cosine, sine (N, 1, d), lengths (B,), window (T, T): as in decoder.py
#   visible (B, T, S): 0 for a row of its region, among the first S, that a token sees, else -inf;
#     of the first B regions, each with T tokens after padding
#   before (B, T, P): the same of what stands before all texts, there where a window hides some
#   padded (B*T,): the packed token of every place, 0 at padding; absent if there is no padding
#   packed (N,): the place of every token; absent if there is no padding

def start(self, tokens: Tensor, positions: Tensor, p: Dict[str, Tensor]) -> List[Tensor]:
    # (N,), (N,) -> (N, D), cosine, sine
    rotations = self.rotations(positions, p)
    return [self.embed(tokens, p), rotations[0], rotations[1]]

def rows_of_heads(self, rows: Tensor, region: Tensor) -> Tensor:
    # (N,), C -> (N K,): a region's table is (K, C, d)
    count = int(region)
    first = rows + torch.floor_divide(rows, count) * ((self.key_value_heads - 1) * count)
    heads = torch.arange(self.key_value_heads, dtype=torch.int64, device=rows.device) * count
    return (first.unsqueeze(1) + heads).reshape([-1])

def keep(self, heads: List[Tensor], layout: Dict[str, Tensor], cache: Dict[str, Tensor]) -> Tensor:
    # Puts the keys and values that turned() gives into the cache -> queries (N, H, d)
    q, k, v = heads
    torch.index_copy_(cache["keys"], 0, layout["rows"], k.reshape([-1, self.head_width]))
    torch.index_copy_(cache["values"], 0, layout["rows"], v.reshape([-1, self.head_width]))
    return q

def gathered(self, x: Tensor, layout: Dict[str, Tensor]) -> Tensor:
    # (N, D) -> (M, D): the tokens after which something is to be predicted; all of them if none are named
    if "gathered" in layout:
        return torch.embedding(x, layout["gathered"])
    return x

def attend_rectangle_behind(self, heads: List[Tensor], layout: Dict[str, Tensor], longest: int, p: Dict[str, Tensor]) -> Tensor:
    # As attend_behind() and attend_rectangle(): (N, H d) by few kernels, where keys and values stand before each
    # sequence
    keys, values = self.learned(p, "self_attn.k_proj.prefix"), self.learned(p, "self_attn.v_proj.prefix")
    before = keys.shape[2]
    q = self.rectangle(torch.mul(heads[0], self.head_width ** -0.5), layout, longest)
    k = self.rectangle(heads[1], layout, longest)
    v = self.rectangle(heads[2], layout, longest)
    hidden = torch.full([longest, before + longest], float("-inf"), dtype=torch.float32, device=keys.device)
    unseen = torch.triu(hidden, before + 1)
    if "window" in layout:
        unseen = torch.add_(unseen, torch.tril(hidden, before - self.window))
    contexts = annotate(List[Tensor], [])
    for i in range(len(q)):
        scores = torch.cat([torch.matmul(q[i], keys.transpose(2, 3)), torch.matmul(q[i], k[i].transpose(2, 3))], 3)
        parts = torch.split_with_sizes(torch.softmax(torch.add_(scores, unseen), -1), [before, longest], 3)
        contexts.append(torch.add(torch.matmul(parts[0], values), torch.matmul(parts[1], v[i])).transpose(1, 2))
    context = torch.cat(contexts).reshape([-1, self.heads * self.head_width])
    return torch.embedding(context, layout["packed"])

def attend_prompts(self, heads: List[Tensor], layout: Dict[str, Tensor], p: Dict[str, Tensor]) -> Tensor:
    # What turned() gives -> (N, H d)
    if "padded" in layout and "self_attn.k_proj.prefix" in p:
        return self.attend_rectangle_behind(heads, layout, int(torch.max(layout["lengths"])), p)
    return self.attend(heads, layout, p)

def read_block(self, x: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], cache: Dict[str, Tensor]) -> Tensor:
    # Prompts, (N, D) -> (N, D), or (M, D) where layout names the tokens that are gathered
    heads = self.turned(self.projected(x, p, False), layout, p)
    self.keep(heads, layout, cache)
    context = self.attend_prompts(heads, layout, p)
    return self.mixed(self.gathered(x, layout), self.gathered(context, layout), p, False)

def behind(self, table: Tensor, p: Dict[str, Tensor], name: str) -> Tensor:
    # (K C, d) of one region -> (P + C, K d), behind what stands before it
    rows = table.view([self.key_value_heads, -1, self.head_width]).transpose(0, 1)
    rows = rows.reshape([-1, self.key_value_heads * self.head_width])
    if name in p:
        return torch.cat([p[name], rows])
    return rows

def beginning(self, cache: Dict[str, Tensor], p: Dict[str, Tensor]) -> List[Tensor]:
    # The keys and the values to stand before other texts, of a cache of one region
    keys = self.behind(cache["keys"], p, "self_attn.k_proj.prefix")
    return [keys, self.behind(cache["values"], p, "self_attn.v_proj.prefix")]

def cached(self, table: Tensor, layout: Dict[str, Tensor], region: int) -> Tensor:
    # (R K C, d) -> (B, K, S, d), without a copy
    visible = layout["visible"]
    heads = table.view([-1, self.key_value_heads, region, self.head_width])
    return torch.slice(torch.slice(heads, 0, 0, visible.shape[0]), 2, 0, visible.shape[2])

def before_all(self, p: Dict[str, Tensor], name: str) -> Tensor:
    # (P, K d) -> (K, P, d)
    return p[name].view([-1, self.key_value_heads, self.head_width]).transpose(0, 1)

def look_before(self, q: Tensor, scores: Tensor, v: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor]) -> Tensor:
    # (B, K, G, d), scores of what is in the cache (B, K, G, S), and its values (B, K, S, d), where keys and values
    # stand before all texts -> (B, K, G, d). All regions see the same P of them: they are one product.
    keys, values = self.before_all(p, "self_attn.k_proj.prefix"), self.before_all(p, "self_attn.v_proj.prefix")
    rows, many, before = q.shape[0], q.shape[2], keys.shape[1]
    queries = q.transpose(0, 1).reshape([self.key_value_heads, -1, self.head_width])
    early = torch.bmm(queries, keys.transpose(1, 2)).view([self.key_value_heads, rows, many, before]).transpose(0, 1)
    if "before" in layout:
        hidden = layout["before"].unsqueeze(2)
        hidden = hidden.expand([rows, hidden.shape[1], many // hidden.shape[1], before])
        early = torch.add(early, hidden.reshape([rows, 1, many, before]))
    parts = torch.split_with_sizes(torch.softmax(torch.cat([early, scores], 3), -1), [before, scores.shape[3]], 3)
    early = parts[0].transpose(0, 1).reshape([self.key_value_heads, rows * many, before])
    early = torch.bmm(early, values).view([self.key_value_heads, rows, many, self.head_width])
    return torch.add_(torch.matmul(parts[1], v), early.transpose(0, 1))

def look_back(self, q: Tensor, layout: Dict[str, Tensor], cache: Dict[str, Tensor], region: int, p: Dict[str, Tensor]) -> Tensor:
    # queries (N, H, d) -> (N, H d). All that reads one head of keys is one product of G rows: T tokens, and the
    # H / K heads of queries that share it.
    visible = layout["visible"]
    rows, tokens, seen = visible.shape[0], visible.shape[1], visible.shape[2]
    group = self.heads // self.key_value_heads
    ragged = "padded" in layout
    if ragged:
        q = torch.embedding(q.reshape([-1, self.heads * self.head_width]), layout["padded"])
    q = torch.mul(q, self.head_width ** -0.5)
    q = q.view([rows, tokens, self.key_value_heads, group, self.head_width]).permute([0, 2, 1, 3, 4])
    q = q.reshape([rows, self.key_value_heads, tokens * group, self.head_width])
    k = self.cached(cache["keys"], layout, region)
    v = self.cached(cache["values"], layout, region)
    scores = torch.matmul(q, k.transpose(2, 3)).view([rows, self.key_value_heads, tokens, group, seen])
    scores = torch.add_(scores, visible.view([rows, 1, tokens, 1, seen]))
    scores = scores.view([rows, self.key_value_heads, tokens * group, seen])
    if "self_attn.k_proj.prefix" in p:
        context = self.look_before(q, scores, v, layout, p)
    else:
        context = torch.matmul(torch.softmax(scores, -1), v)
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

def largest(self, x: Tensor, count: int) -> List[Tensor]:
    # (M, V) -> values, falling, and columns, both (M, count). They are in the runs of columns whose largest values
    # are the largest: to find those costs less than to look through all columns for several at once.
    width = 128
    runs = x.shape[1] // width
    if runs * width != x.shape[1] or runs < 8 * count:
        values, columns = torch.topk(x, count, 1, True, True)
        return [values, columns]
    parts = x.view([-1, runs, width])
    best = torch.topk(torch.amax(parts, [2]), count, 1, True, False)[1]
    chosen = torch.gather(parts, 1, best.unsqueeze(2).expand([x.shape[0], count, width]))
    values, places = torch.topk(chosen.view([-1, count * width]), count, 1, True, True)
    run = torch.gather(best, 1, torch.floor_divide(places, width))
    return [values, torch.add(torch.mul(run, width), torch.remainder(places, width))]

def most_probable(self, x: Tensor, p: Dict[str, Tensor], count: Tensor) -> List[Tensor]:
    # (M, D) -> log-probabilities, falling, and tokens, both (M, count)
    found = self.log_probabilities(x, p)
    if self.head_weight(p).dtype == torch.float32:
        return self.largest(found, int(count))
    # 16 bits make equals frequent, of which topk alone decides: which ones, and in what order.
    values, tokens = torch.topk(found, int(count), 1, True, True)
    return [values, tokens]

def log_probability(self, x: Tensor, p: Dict[str, Tensor], places: Tensor) -> Tensor:
    # (M, D) and places among the M V next tokens, (K,) -> (K,)
    return torch.index_select(self.log_probabilities(x, p).reshape([-1]), 0, places)
