# For tests: what linear.py does with random numbers.

def masked(self, x: Tensor, probability: Tensor, seed: Tensor) -> Tensor:
    return self.drop(x, float(probability), self.start_random(seed))

def dropped_linear(self, x: Tensor, p: Dict[str, Tensor], seed: Tensor) -> List[Tensor]:
    # The layer "dense" in training, and its input as the adapter sees it.
    y = self.linear(p, "dense", x, self.start_random(seed))
    return [y, self.drop(x, self.adapter_dropout, self.start_random(seed))]

def split_mixed(self, x: Tensor, seed: Tensor) -> Tensor:
    # The first numbers behind a seed, as many as x has elements.
    self.start_random(seed)
    return self.split_mix(1, x.numel(), x)
