# Number formats that the engine's own conversions do not know.

def bfloat16(self, x: Tensor) -> Tensor:
    return x.to(torch.bfloat16)

# A tensor of another 16-bit type as what its bits mean in bfloat16. A copy: scripts have no such view.
def reinterpreted(self, x: Tensor) -> Tensor:
    return torch.view_copy(x, dtype=torch.bfloat16)

def float32(self, x: Tensor) -> Tensor:
    return x.to(torch.float32)
