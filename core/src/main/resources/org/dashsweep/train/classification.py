# Losses of sequence classification.

def cross_entropy(self, logits: Tensor, labels: Tensor, examples: Tensor) -> Tensor:
    # Sum over this micro-batch over the examples of the whole batch, so that micro-batches add up.
    return torch.div(torch.cross_entropy_loss(logits, labels, None, 2, -100, 0.0), examples)

def squared_error(self, outputs: Tensor, scores: Tensor, examples: Tensor) -> Tensor:
    # outputs (B, 1), scores (B,)
    return torch.div(torch.mse_loss(torch.squeeze(outputs, 1), scores, 2), examples)
