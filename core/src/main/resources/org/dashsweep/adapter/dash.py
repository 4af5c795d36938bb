# Linear algebra of methods: starts, launches, budgets and merging. svd is U (out, k), sigma (k,), V^T (k, in), in the
# host's memory wherever W is: that of all matrices is twice their size in float32, and only a launch
# reads it, matrix by matrix.

def singular_vectors(self, weight: Tensor) -> List[Tensor]:
    # (out, in) -> U (out, k), sigma (k,), V^T (k, in), in float32
    u, sigma, right = torch.linalg_svd(weight.to(torch.float32), False)
    host = torch.device("cpu")
    return [u.to(host), sigma.to(host), right.to(host)]

def change_rates(self, svd: List[Tensor], p: Dict[str, Tensor], epsilon: Tensor) -> Tensor:
    # |diag(U^T B A V)| / (sigma + epsilon), (k,), of the adapter B A stored under x
    a, b = self.low_rank(p, "x")
    left = torch.matmul(svd[0].to(b.device).t(), b)
    right = torch.matmul(svd[2].to(a.device), a.t())
    change = torch.sum(torch.mul(left, right), [1])
    return torch.div(torch.abs(change), torch.add(svd[1].to(change.device), epsilon))

def core_change(self, svd: List[Tensor], p: Dict[str, Tensor]) -> Tensor:
    # diag(U^T D V), (k,), of the change D that the low-rank adapter stored under x makes, without D
    a, b = self.low_rank(p, "x")
    left = svd[0].to(b.device)
    right = torch.matmul(svd[2].to(a.device), a.t())
    if "x.lora_magnitude_vector" in p:
        # DoRA's D = diag(s - 1) W + diag(s) B A, and W v = sigma u
        scale = self.magnitude_scale(p, "x", p["x.weight"], a, b)
        rescaled = torch.mul(torch.matmul(torch.square(left).t(), torch.sub(scale, 1.0)), svd[1].to(b.device))
        return torch.add(rescaled, torch.sum(torch.mul(torch.matmul(left.t(), torch.mul(b, scale.unsqueeze(1))), right), [1]))
    return torch.sum(torch.mul(torch.matmul(left.t(), b), right), [1])

def core_change_of(self, svd: List[Tensor], change: Tensor) -> Tensor:
    # diag(U^T D V), (k,), of a change D (out, in) that has no factors: the columns of U times those of D V
    moved = torch.matmul(change, svd[2].to(change.device).t())
    return torch.sum(torch.mul(svd[0].to(change.device), moved), [0])

def choose(self, svd: List[Tensor], indices: Tensor) -> List[Tensor]:
    # -> U_s (out, s), V_s^T (s, in), sigma_s (s,)
    chosen = indices.to(svd[1].device)
    u, sigma, right = torch.index_select(svd[0], 1, chosen), torch.index_select(svd[1], 0, chosen), torch.index_select(svd[2], 0, chosen)
    return [u.to(indices.device), right.to(indices.device), sigma.to(indices.device)]

def spectral_factors(self, u: Tensor, right: Tensor, sigma: Tensor, scaling: Tensor) -> List[Tensor]:
    # U_s (out, s), V_s^T (s, in), sigma_s (s,) -> A (s, in), B (out, s): scaling B A = U_s diag(sigma_s) V_s^T
    root = torch.sqrt(torch.div(sigma, scaling))
    return [torch.mul(right, root.unsqueeze(1)), torch.mul(u, root)]

def orthogonal_factors(self, weight: Tensor, rank: Tensor) -> List[Tensor]:
    # (out, in) -> A (r, in), B (out, r): the first rows and columns of W = Q R
    q, right = torch.linalg_qr(weight.to(torch.float32))
    return [torch.contiguous(torch.slice(right, 0, 0, int(rank))), torch.contiguous(torch.slice(q, 1, 0, int(rank)))]

def residual_factors(self, a: Tensor, b: Tensor, scaling: Tensor) -> List[Tensor]:
    # What takes scaling B A away, as low_rank() reads it: copies of A and of -scaling B
    return [torch.clone(torch.detach(a)), torch.neg(torch.mul(torch.detach(b), scaling))]

def non_orthogonality(self, right: List[Tensor], left: List[Tensor], weight: Tensor) -> Tensor:
    # weight times the mean of ||A A^T - I|| and ||B^T B - I|| over all A (r, in) and B (out, r), in Frobenius norm
    distances = annotate(List[Tensor], [])
    for i in range(len(right)):
        identity = torch.eye(right[i].shape[0], device=right[i].device)
        distances.append(torch.linalg_vector_norm(torch.sub(torch.matmul(right[i], right[i].t()), identity)))
        distances.append(torch.linalg_vector_norm(torch.sub(torch.matmul(left[i].t(), left[i]), identity)))
    return torch.mul(torch.mean(torch.stack(distances)), weight)

def sense(self, parameters: List[Tensor], sensitivity: List[Tensor], uncertainty: List[Tensor], beta: Tensor) -> Tensor:
    # AdaLoRA's moving averages of I = |p g| and of |I - its average|, in place; beta: both decays
    first, second = float(beta[0]), float(beta[1])
    for i in range(len(parameters)):
        gradient = parameters[i].grad
        importance = torch.abs(torch.mul(torch.detach(parameters[i]), gradient))
        torch.add_(torch.mul_(sensitivity[i], first), importance, alpha=1.0 - first)
        deviation = torch.abs(torch.sub(importance, sensitivity[i]))
        torch.add_(torch.mul_(uncertainty[i], second), deviation, alpha=1.0 - second)
    return beta

def triple_scores(self, sensitivity: List[Tensor], uncertainty: List[Tensor]) -> Tensor:
    # Of A (r, in), B (out, r), E (r, 1) -> (r,): E's own, plus the means over A's rows and over B's columns
    a = torch.mean(torch.mul(sensitivity[0], uncertainty[0]), [1])
    b = torch.mean(torch.mul(sensitivity[1], uncertainty[1]), [0])
    return torch.add(torch.add(a, b), torch.mul(sensitivity[2], uncertainty[2]).view([-1]))

def row_norms(self, weight: Tensor) -> List[Tensor]:
    # (out, in) -> ||W||^2 and ||W|| by rows, (out,), in float32
    squares = torch.sum(torch.square(weight.to(torch.float32)), [1])
    return [squares, torch.sqrt(squares)]

def fold(self, p: Dict[str, Tensor]) -> List[Tensor]:
    # A' and B' of the adapter stored under x, all scaling in B'
    a, b = self.low_rank(p, "x")
    return [a, b]

def scaled_change(self, p: Dict[str, Tensor]) -> Tensor:
    # diag(row) W diag(input) - W, (out, in)
    weight = p["x.weight"].to(torch.float32)
    scaled = weight
    for name in ["x.row_scale", "x.output_scale"]:
        if name in p:
            scaled = torch.mul(scaled, p[name].unsqueeze(1))
    if "x.input_scale" in p:
        scaled = torch.mul(scaled, p["x.input_scale"])
    return torch.sub(scaled, weight)

def difference(self, trained: Tensor, weight: Tensor) -> Tensor:
    # (out, in), in float32
    return torch.sub(torch.detach(trained), weight.to(torch.float32))

def weight_change(self, p: Dict[str, Tensor]) -> Tensor:
    # (out, in) of the adapter stored under x
    if "x.hadamard_A" in p:
        b = torch.mul(p["x.hadamard_B"], p["x.scaling"])
        return torch.mul(torch.matmul(b, p["x.hadamard_A"]), p["x.weight"])
    if "x.input_scale" in p or "x.row_scale" in p or "x.output_scale" in p:
        return self.scaled_change(p)
    a, b = self.low_rank(p, "x")
    change = torch.matmul(b, a)
    if "x.lora_magnitude_vector" in p:
        weight = p["x.weight"]
        scale = self.magnitude_scale(p, "x", weight, a, b).unsqueeze(1)
        change = torch.add(torch.mul(torch.sub(scale, 1.0), weight), torch.mul(scale, change))
    return change
