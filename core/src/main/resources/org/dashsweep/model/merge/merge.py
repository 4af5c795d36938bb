# Merging an adapter into the matrix that it adapts.

def merged(self, p: Dict[str, Tensor]) -> Tensor:
    # W + delta W, (out, in), of what is stored under x: in float32 or better, then rounded to W's type
    weight = p["x.weight"]
    p["x.weight_squares"] = self.row_norms(weight)[0]
    return torch.add(weight, self.weight_change(p)).to(weight.dtype)

def scaled_bias(self, bias: Tensor, scale: Tensor) -> Tensor:
    # (out,): the product in float32 or better, then rounded to the bias's type
    return torch.mul(bias, scale).to(bias.dtype)

def rounded(self, trained: Tensor, like: Tensor) -> Tensor:
    # The same numbers in the type of another tensor
    return trained.to(like.dtype)
