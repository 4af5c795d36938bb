# Number formats that the engine's own conversions do not know.

def bfloat16(self, x: Tensor) -> Tensor:
    return x.to(torch.bfloat16)
