# For tests: a loss of known gradient.

def weighted_sum(self, x: Tensor, weights: Tensor) -> Tensor:
    return torch.sum(torch.mul(x, weights))
