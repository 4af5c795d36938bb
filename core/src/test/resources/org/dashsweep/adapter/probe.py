# For tests: what linear.py does with random numbers.

def masked(self, x: Tensor, probability: Tensor, seed: Tensor) -> Tensor:
    return self.drop(x, float(probability), self.start_random(seed))
