# AdamW (Loshchilov and Hutter, 2019), fused over lists of tensors.

def gradients(self, parameters: List[Tensor]) -> List[Tensor]:
    found = annotate(List[Tensor], [])
    for parameter in parameters:
        found.append(parameter.grad)
    return found

def clip(self, parameters: List[Tensor]) -> Tensor:
    # Scales the gradients down to the largest norm allowed; returns their 2-norm, all together, as it
    # was before. NaN or infinity if any element is. As torch.nn.utils.clip_grad_norm_.
    gradients = self.gradients(parameters)
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))
    if self.largest_norm > 0.0:
        scale = torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, 1e-6)), self.largest_norm), None, 1.0)
        torch._foreach_mul_(gradients, scale)
    return norm

def update(self, parameters: List[Tensor], first: List[Tensor], second: List[Tensor], steps: List[Tensor], rate: Tensor, decay: Tensor) -> Tensor:
    gradients = self.gradients(parameters)
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(parameters, gradients, first, second, annotate(List[Tensor], []), steps, lr=float(rate), beta1=self.beta1, beta2=self.beta2, weight_decay=float(decay), eps=self.epsilon, amsgrad=False, maximize=False)
    return rate

def clear(self, parameters: List[Tensor]) -> List[Tensor]:
    gradients = self.gradients(parameters)
    torch._foreach_zero_(gradients)
    return gradients
