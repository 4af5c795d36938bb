# The autoencoder of SDXL as diffusers' AutoencoderKL computes it, part by part; the Kullback-Leibler
# variant of Rombach et al. (2022). In float32, without gradients.
# B images, C channels, h height and w width of a part's input.

def input(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    return self.convolution(p, "conv_in", x, 1, 1)

def output(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    return self.activated(p, "conv_norm_out", "conv_out", x)

def resnet(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, in, h, w) -> (B, out, h, w)
    h = self.activated(p, "norm2", "conv2", self.activated(p, "norm1", "conv1", x))
    return self.shortcut(p, x) + h

def projected(self, p: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
    return torch.linear(x, p[name + ".weight"], p[name + ".bias"])

def attention(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, C, h, w) -> (B, C, h, w): one head among all pixels
    b, c, height, width = x.shape
    h = self.group_norm(p, "group_norm", x, self.norm_epsilon).view([b, c, height * width]).transpose(1, 2)
    q, k, v = self.projected(p, "to_q", h), self.projected(p, "to_k", h), self.projected(p, "to_v", h)
    h = torch.scaled_dot_product_attention(q.unsqueeze(1), k.unsqueeze(1), v.unsqueeze(1)).squeeze(1)
    return x + self.projected(p, "to_out.0", h).transpose(1, 2).reshape([b, c, height, width])

def downsample(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, C, h, w) -> (B, C, h / 2, w / 2); a row and a column of zeros at the far ends
    return self.convolution(p, "conv", torch.constant_pad_nd(x, [0, 1, 0, 1]), 2, 0)

def upsample(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    return self.doubled(p, x)

def pointwise(self, x: Tensor, p: Dict[str, Tensor]) -> Tensor:
    # (B, in, h, w) -> (B, out, h, w), pixel by pixel
    return torch.conv2d(x, p[".weight"], p[".bias"])

def posterior(self, moments: Tensor) -> List[Tensor]:
    # (B, 2 C, h, w) -> mean and log of the variance, (B, C, h, w) each
    mean, log_variance = torch.split(moments, moments.shape[1] // 2, 1)
    return [torch.contiguous(mean), torch.clamp(log_variance, -30.0, 20.0)]
