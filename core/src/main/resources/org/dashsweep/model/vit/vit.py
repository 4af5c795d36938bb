# ViT (Dosovitskiy et al., 2021), as transformers' ViTModel computes it; DINO (Caron et al., 2021) trained one.
# B examples, T tokens each, D hidden width.

def embed(self, pixels: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, 3, S, S) -> (B, T, D)
    return self.patches(pixels, p)

def pool(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, T, D) -> (B, D)
    return self.norm(p, "final_norm", self.first_token(x))
