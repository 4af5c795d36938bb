# The benchmark's yardsticks: the product of x (N, in) with W (out, in), several times over, so that
# the call and the conversions before it do not count. -> (N, out)

def framework(self, x: Tensor, weight: Tensor, repetitions: Tensor) -> Tensor:
    right = torch.t(weight)
    y = torch.matmul(x, right)
    for i in range(int(repetitions) - 1):
        y = torch.matmul(x, right)
    return y

def onednn(self, x: Tensor, weight: Tensor, repetitions: Tensor) -> Tensor:
    # As frozen_product of linear.py.
    left = torch.to_mkldnn(x)
    y = torch.mkldnn_linear(left, weight, None)
    for i in range(int(repetitions) - 1):
        y = torch.mkldnn_linear(left, weight, None)
    return torch.to_dense(y)

def brain(self, x: Tensor, weight: Tensor, repetitions: Tensor) -> Tensor:
    left = x.to(torch.bfloat16)
    right = weight.to(torch.bfloat16)
    y = torch.linear(left, right, None)
    for i in range(int(repetitions) - 1):
        y = torch.linear(left, right, None)
    return y
