# What the U-Net and the autoencoder share: norms of groups of channels and convolutions, as diffusers'
# ResnetBlock2D, Downsample2D and Upsample2D compute them.
# B images, C channels, h height, w width.

def group_norm(self, p: Dict[str, Tensor], name: str, x: Tensor, epsilon: float) -> Tensor:
    # (B, C, h, w) -> (B, C, h, w)
    return torch.group_norm(x, self.groups, p[name + ".weight"], p[name + ".bias"], epsilon)

def convolution(self, p: Dict[str, Tensor], name: str, x: Tensor, stride: int, padding: int) -> Tensor:
    # (B, in, h, w) -> (B, out, h / stride, w / stride); x and the result are float32 whatever the base is kept in.
    weight, bias = p[name + ".weight"], p[name + ".bias"]
    y = x
    if weight.dtype != x.dtype:
        # Pixels that come from a transformer have their channels innermost in memory: the convolution
        # would copy its weight to that order, at each call and in its gradient.
        y = torch.contiguous(x).to(weight.dtype)
    if stride == 1 and self.outweighs(weight, x):
        return self.product_with_patches(y, weight, bias, padding).to(x.dtype)
    return torch.conv2d(y, weight, bias, [stride, stride], [padding, padding]).to(x.dtype)

def outweighs(self, weight: Tensor, x: Tensor) -> bool:
    # Whether a processor spends more on reordering the weight for a convolution than on an image's
    # pixels: measured at SDXL's widths. It does not depend on B, so that an image gives the same in any batch.
    if x.is_cuda or weight.shape[2] == 1:
        return False
    pixels = x.shape[2] * x.shape[3]
    return pixels * (4 if weight.itemsize == 2 else 16) <= weight.shape[0]

def product_with_patches(self, x: Tensor, weight: Tensor, bias: Tensor, padding: int) -> Tensor:
    # The convolution by stride 1 as one product with the pixels around each pixel
    b, c, height, width = x.shape
    side = weight.shape[2]
    patches = torch.im2col(x, [side, side], [1, 1], [padding, padding], [1, 1])
    patches = patches.transpose(0, 1).reshape([c * side * side, -1])
    y = torch.addmm(bias.unsqueeze(1), weight.view([weight.shape[0], -1]), patches)
    return y.view([-1, b, height + 2 * padding - side + 1, width + 2 * padding - side + 1]).transpose(0, 1)

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
