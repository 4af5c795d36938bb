# Losses of sequence classification.

def cross_entropy(self, logits: Tensor, labels: Tensor, examples: Tensor) -> Tensor:
    # Sum over this micro-batch over the examples of the whole batch, so that micro-batches add up.
    return torch.div(torch.cross_entropy_loss(logits, labels, None, 2, -100, 0.0), examples)
