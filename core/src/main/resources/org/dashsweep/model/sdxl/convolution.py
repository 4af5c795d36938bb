# What the U-Net and the autoencoder share: norms of groups of channels and convolutions, as diffusers'
# ResnetBlock2D, Downsample2D and Upsample2D compute them.
# B images, C channels, h height, w width.

def group_norm(self, p: Dict[str, Tensor], name: str, x: Tensor, epsilon: float) -> Tensor:
    # (B, C, h, w) -> (B, C, h, w)
    return torch.group_norm(x, self.groups, p[name + ".weight"], p[name + ".bias"], epsilon)

def convolution(self, p: Dict[str, Tensor], name: str, x: Tensor, stride: int, padding: int) -> Tensor:
    # (B, in, h, w) -> (B, out, h / stride, w / stride); x and the result are float32 whatever the base is kept in.
    weight = p[name + ".weight"]
    if weight.dtype != x.dtype:
        y = torch.conv2d(x.to(weight.dtype), weight, p[name + ".bias"], [stride, stride], [padding, padding])
        return y.to(x.dtype)
    return torch.conv2d(x, weight, p[name + ".bias"], [stride, stride], [padding, padding])

def activated(self, p: Dict[str, Tensor], norm: str, name: str, x: Tensor) -> Tensor:
    # Norm, SiLU and convolution
    return self.convolution(p, name, torch.silu(self.group_norm(p, norm, x, self.norm_epsilon)), 1, 1)

def shortcut(self, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    if "conv_shortcut.weight" in p:
        return self.convolution(p, "conv_shortcut", x, 1, 0)
    return x

def doubled(self, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    # (B, C, h, w) -> (B, C, 2 h, 2 w): each pixel four times
    return self.convolution(p, "conv", torch.upsample_nearest2d(x, [2 * x.shape[2], 2 * x.shape[3]]), 1, 1)
