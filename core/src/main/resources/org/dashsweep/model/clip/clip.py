# The two towers of CLIP (Radford et al., 2021) as transformers computes them.
# B examples, T tokens each, D hidden width, E width of the common space.

def embed_text(self, ids: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, T) -> (B, T, D)
    return torch.embedding(p["tokens.weight"], ids) + torch.slice(p["positions.weight"], 0, 0, ids.shape[1])

def pool_text(self, x: Tensor, ends: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, T, D), places of the end tokens among all tokens, (B,) -> (B, E), or (B, D) without projection
    h = torch.index_select(self.norm(p, "final_norm", x).reshape([-1, x.shape[2]]), 0, ends)
    if "projection.weight" in p:
        return self.product(p, "projection", h)
    return h

def embed_image(self, pixels: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, 3, S, S) -> (B, T, D)
    return self.norm(p, "pre_norm", self.patches(pixels, p))

def pool_image(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, T, D) -> (B, E)
    return self.product(p, "projection", self.norm(p, "post_norm", self.first_token(x)))
