# The launches of LoRA-Dash and DoRA, and merging. svd is U (out, k), sigma (k,), V^T (k, in), in the
# host's memory wherever W is: that of all matrices is twice their size in float32, and only a launch
# reads it, matrix by matrix.

def singular_vectors(self, weight: Tensor) -> List[Tensor]:
    # (out, in) -> U (out, k), sigma (k,), V^T (k, in), in float32
    u, sigma, right = torch.linalg_svd(weight.to(torch.float32), False)
    host = torch.device("cpu")
    return [u.to(host), sigma.to(host), right.to(host)]

def change_rates(self, svd: List[Tensor], a: Tensor, b: Tensor, scaling: Tensor, epsilon: Tensor) -> Tensor:
    # |diag(U^T (scaling B A) V)| / (sigma + epsilon), (k,)
    left = torch.matmul(svd[0].to(b.device).t(), b)
    right = torch.matmul(svd[2].to(a.device), a.t())
    change = torch.mul(torch.sum(torch.mul(left, right), [1]), scaling)
    return torch.div(torch.abs(change), torch.add(svd[1].to(change.device), epsilon))

def choose(self, svd: List[Tensor], indices: Tensor) -> List[Tensor]:
    # -> U_s (out, s), V_s^T (s, in), sigma_s (s,)
    chosen = indices.to(svd[1].device)
    u, sigma, right = torch.index_select(svd[0], 1, chosen), torch.index_select(svd[1], 0, chosen), torch.index_select(svd[2], 0, chosen)
    return [u.to(indices.device), right.to(indices.device), sigma.to(indices.device)]

def row_norms(self, weight: Tensor) -> List[Tensor]:
    # (out, in) -> ||W||^2 and ||W|| by rows, (out,), in float32
    squares = torch.sum(torch.square(weight.to(torch.float32)), [1])
    return [squares, torch.sqrt(squares)]

def fold(self, p: Dict[str, Tensor]) -> List[Tensor]:
    # A' and B' of the adapter stored under x, all scaling in B'
    a, b = self.low_rank(p, "x")
    return [a, b]

def weight_change(self, p: Dict[str, Tensor]) -> Tensor:
    # (out, in) of the adapter stored under x
    a, b = self.low_rank(p, "x")
    change = torch.matmul(b, a)
    if "x.lora_magnitude_vector" in p:
        weight = p["x.weight"]
        scale = self.magnitude_scale(p, "x", weight).unsqueeze(1)
        change = torch.add(torch.mul(torch.sub(scale, 1.0), weight), torch.mul(scale, change))
    return change
