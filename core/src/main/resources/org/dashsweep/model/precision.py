# Number formats that the engine's own conversions do not know.

def bfloat16(self, x: Tensor) -> Tensor:
    return x.to(torch.bfloat16)

# A tensor of another 16-bit type as what its bits mean in bfloat16; shares its memory.
def reinterpreted(self, x: Tensor) -> Tensor:
    return torch.view(x, torch.bfloat16)

def float32(self, x: Tensor) -> Tensor:
    return x.to(torch.float32)
