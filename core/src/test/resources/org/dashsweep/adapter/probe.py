# For tests: what linear.py does with random numbers.

def masked(self, x: Tensor, probability: Tensor, seed: Tensor) -> Tensor:
    return self.drop(x, float(probability), self.start_random(seed))

def dropped_linear(self, x: Tensor, p: Dict[str, Tensor], seed: Tensor) -> List[Tensor]:
    # The layer "dense" in training, and its input as the adapter sees it.
    y = self.linear(p, "dense", x, self.start_random(seed))
    return [y, self.drop(x, self.adapter_dropout, self.start_random(seed))]
