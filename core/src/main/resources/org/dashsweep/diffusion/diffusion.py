# Noise that is added to latents, and taken away step by step.
# B images, C channels, h height and w width of latents.

def add_noise(self, latents: Tensor, noise: Tensor, signal: Tensor, share: Tensor) -> Tensor:
    # DDPM (Ho et al., 2020), q(x_t | x_0); signal and share (B,)
    return torch.mul(latents, signal.view([-1, 1, 1, 1])) + torch.mul(noise, share.view([-1, 1, 1, 1]))

def sampled(self, mean: Tensor, log_variance: Tensor, noise: Tensor, factor: Tensor) -> Tensor:
    # A draw from the autoencoder's posterior, scaled
    return torch.mul(mean + torch.mul(torch.exp(torch.mul(log_variance, 0.5)), noise), float(factor))

def times(self, x: Tensor, factor: Tensor) -> Tensor:
    return torch.mul(x, float(factor))

def joined(self, first: Tensor, second: Tensor, dimension: Tensor) -> Tensor:
    return torch.cat([first, second], int(dimension))

def rows(self, x: Tensor, indices: Tensor) -> Tensor:
    return torch.index_select(x, 0, indices)

def network_input(self, latents: Tensor, sigma: Tensor, copies: Tensor) -> Tensor:
    # (B, C, h, w) -> (copies B, C, h, w), of a variance near 1
    s = float(sigma)
    scaled = torch.div(latents, (s * s + 1.0) ** 0.5)
    return torch.cat([scaled, scaled], 0) if int(copies) == 2 else scaled

def guided(self, prediction: Tensor, scale: Tensor) -> Tensor:
    # Classifier-free guidance (Ho and Salimans, 2022): the unconditional half first
    unconditional, conditional = torch.split(prediction, prediction.shape[0] // 2, 0)
    return unconditional + torch.mul(conditional - unconditional, float(scale))

def euler(self, latents: Tensor, prediction: Tensor, sigma: Tensor, following: Tensor) -> Tensor:
    # Euler's step of Karras et al. (2022), algorithm 2 without churn, of predicted noise
    s = float(sigma)
    derivative = torch.div(latents - (latents - torch.mul(prediction, s)), s)
    return latents + torch.mul(derivative, float(following) - s)
