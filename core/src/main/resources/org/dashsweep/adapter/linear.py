# Linear layers with adapters, shared by every model family.
#
# p holds one block's tensors by name. A layer's own are NAME.weight (out, in) and NAME.bias (out,);
# an adapter's are found beside them, so that models know no methods:
#   NAME.lora_A (r, in), NAME.lora_B (out, r), NAME.scaling ()
#   NAME.lora_E (r, 1) or (r, r): between B and A, a diagonal or a whole matrix
#   NAME.residual_A (r, in), NAME.residual_B (out, r): a product that does not train
#   NAME.vera_A (r, in), NAME.vera_B (out, r), NAME.vera_lambda_d (r,), NAME.vera_lambda_b (out,)
#   NAME.dash_right (s, in), NAME.dash_left (out, s), NAME.delta_sigma (s,)
#   NAME.lora_magnitude_vector (out,), NAME.weight_squares (out,)
# Others are no low-rank product beside the frozen one, and have their layer by itself:
#   NAME.hadamard_A (r, in), NAME.hadamard_B (out, r), NAME.scaling (): times W, element by element
#   NAME.input_scale (in,), NAME.row_scale (out,), NAME.output_scale (out,)
#   NAME.PLACE_down (b, in), NAME.PLACE_up (out, b), NAME.PLACE_activation (): PLACE is series_input,
#   series_output or parallel
# Whole blocks have NAME.houlsby_ and NAME.pfeiffer_down (b, out), _down.bias, _up (out, b) and _up.bias.

def start_random(self, seed: Tensor) -> bool:
    # Every call of a block draws from a generator of its own, so that recomputation and resuming
    # replay the same masks. A negative seed means evaluation: no dropout.
    s = int(seed)
    if s < 0:
        return False
    self.generator = torch.Generator(device=torch.device("cpu"), seed=s)
    self.seed = s
    self.draws = 0
    return True

def scrambled(self, z: Tensor, shift: int, factor: int) -> Tensor:
    # (z ^ (z >>> shift)) * factor, in the place of z; >> keeps the sign
    shifted = torch.bitwise_and(torch.__rshift__(z, shift), (1 << (64 - shift)) - 1)
    return torch.mul_(torch.bitwise_xor_(z, shifted), factor)

def split_mix(self, first: int, count: int, x: Tensor) -> Tensor:
    # Numbers first, first + 1, ... of SplitMix64 (Steele et al., 2014) from self.seed, where x is. (count,)
    z = torch.arange(first, first + count, dtype=torch.int64, device=x.device)
    z = torch.add_(torch.mul_(z, -7046029254386353131), self.seed)
    z = self.scrambled(z, 30, -4658895280553007687)
    z = self.scrambled(z, 27, -7723592293110705685)
    return self.scrambled(z, 31, 1)

def random_bits(self, count: int, x: Tensor) -> Tensor:
    # 64 a number, where x is. (count,)
    if x.is_cuda:
        # Scripts cannot make a generator of CUDA's, whose own one all trials of a process share; and
        # bits that are drawn by the processor would have to get there. 2^40 numbers for each draw.
        self.draws = self.draws + 1
        return self.split_mix(self.draws << 40, count, x)
    bits = torch.empty([count], dtype=torch.int64)
    return torch.random_(bits, -9223372036854775807 - 1, None, generator=self.generator)

def keep_mask(self, x: Tensor, probability: float) -> Tensor:
    # 1 / (1 - p) where an element is kept, else 0. One random draw fills four 16-bit lanes; the full
    # range makes all lanes fair, and p is met to within 2^-16.
    n = x.numel()
    lanes = self.random_bits((n + 3) // 4, x)
    bits = torch.view(torch.slice(torch.view_copy(lanes, dtype=torch.int16), 0, 0, n), x.shape)
    mask = torch.empty(x.shape, dtype=torch.float32, device=x.device)
    torch.ge(bits, int(round(probability * 65536.0)) - 32768, out=mask)
    torch.mul_(mask, 1.0 / (1.0 - probability))
    return mask

def drop(self, x: Tensor, probability: float, random: bool) -> Tensor:
    if random and probability > 0.0:
        return torch.mul(x, self.keep_mask(x, probability))
    return x

def trains(self, weight: Tensor, bias: Optional[Tensor]) -> bool:
    if bias is not None:
        if bias.requires_grad:
            return True
    return weight.requires_grad

def frozen_product(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    # (N, in) -> (N, out); x and the result are float32 whatever the base is kept in. Whatever trains is too,
    # and its gradients are those of linear().
    if weight.dtype != x.dtype:
        shift = bias
        if shift is not None:
            if shift.dtype != weight.dtype:
                return torch.linear(x.to(weight.dtype), weight, None).to(x.dtype) + shift
        return torch.linear(x.to(weight.dtype), weight, shift).to(x.dtype)
    if self.onednn and not self.trains(weight, bias):
        return self.onednn_product(x, weight, bias)
    return torch.linear(x, weight, bias)

def onednn_product(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    # (N, in) -> (N, out); its gradient with respect to x is known
    return torch.to_dense(torch.mkldnn_linear(torch.to_mkldnn(x), weight, bias))

def named_product(self, p: Dict[str, Tensor], name: str, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    # frozen_product(), by the name that p may hold another form of W by
    return self.frozen_product(x, weight, bias)

def frozen_product_gradient(self, gradient: Tensor, weight: Tensor) -> Tensor:
    # That of frozen_product with respect to x: (N, out) -> (N, in)
    if weight.dtype != gradient.dtype:
        return torch.matmul(gradient.to(weight.dtype), weight).to(gradient.dtype)
    if self.onednn:
        shape = [gradient.shape[0], weight.shape[1]]
        return torch.to_dense(torch.mkldnn_linear_backward_input(shape, torch.to_mkldnn(gradient), weight))
    return torch.matmul(gradient, weight)

def bias_of(self, p: Dict[str, Tensor], name: str) -> Optional[Tensor]:
    if name + ".bias" in p:
        return p[name + ".bias"]
    return None

def has_low_rank(self, p: Dict[str, Tensor], name: str) -> bool:
    return name + ".lora_A" in p or name + ".vera_A" in p

def low_rank(self, p: Dict[str, Tensor], name: str) -> Tuple[Tensor, Tensor]:
    # Every such adapter is one product B' A'. A residual makes it one of rank 2 r, A' = [A; A0] and
    # B' = [scaling B, -scaling B0]; directions one of s more, A' = [A; V^T] and B' = [scaling B, U diag(delta)].
    if name + ".vera_A" in p:
        a = torch.mul(p[name + ".vera_A"], p[name + ".vera_lambda_d"].unsqueeze(1))
        return a, torch.mul(p[name + ".vera_B"], p[name + ".vera_lambda_b"].unsqueeze(1))
    a = p[name + ".lora_A"]
    b = torch.mul(p[name + ".lora_B"], p[name + ".scaling"])
    if name + ".lora_E" in p:
        middle = p[name + ".lora_E"]
        b = torch.mul(b, middle.t()) if middle.shape[1] == 1 else torch.matmul(b, middle)
    if name + ".residual_A" in p:
        a = torch.cat([a, p[name + ".residual_A"]])
        b = torch.cat([b, p[name + ".residual_B"]], 1)
    if name + ".dash_left" in p:
        a = torch.cat([a, p[name + ".dash_right"]])
        b = torch.cat([b, torch.mul(p[name + ".dash_left"], p[name + ".delta_sigma"])], 1)
    return a, b

def add_adapter(self, y: Tensor, x: Tensor, a: Tensor, b: Tensor) -> Tensor:
    # y + x A'^T B'^T, in the place of y: no gradient needs the frozen product itself. Not by oneDNN,
    # which compiles a kernel for each new N: such small products do not earn it back.
    return torch.addmm_(y, torch.linear(x, a), b.t())

def magnitude_scale(self, p: Dict[str, Tensor], name: str, weight: Tensor, right: Tensor, left: Tensor) -> Tensor:
    # DoRA's m / ||W + B A||, row by row, (out,), of a low_rank() B A. The norm is a constant to the gradient.
    # From ||W + B A||^2 = ||W||^2 + rows of B * (2 W A^T + B A A^T): no other (out, in) matrix is formed.
    a, b = torch.detach(right), torch.detach(left)
    product = torch.matmul(weight, a.to(weight.dtype).t()).to(a.dtype)
    changes = torch.mul(b, torch.add(torch.mul(product, 2.0), torch.matmul(b, torch.matmul(a, a.t()))))
    squares = torch.add(p[name + ".weight_squares"], torch.sum(changes, [1]))
    # A row of zeros has magnitude 0: over 1 instead of its norm it stays what it is.
    squares = torch.masked_fill(squares, torch.le(squares, 0.0), 1.0)
    return torch.div(p[name + ".lora_magnitude_vector"], torch.sqrt(squares))

def joined_scale(self, p: Dict[str, Tensor], names: List[str], widths: List[int], weight: Tensor, rights: List[Tensor], lefts: List[Tensor]) -> Tensor:
    # (sum of out,): 1 for a layer that is not a target.
    scales = annotate(List[Tensor], [])
    first, target = 0, 0
    for i in range(len(names)):
        if names[i] + ".lora_magnitude_vector" in p:
            rows = torch.slice(weight, 0, first, first + widths[i])
            scales.append(self.magnitude_scale(p, names[i], rows, rights[target], lefts[i]))
        else:
            scales.append(torch.ones([widths[i]], device=weight.device))
        if self.has_low_rank(p, names[i]):
            target = target + 1
        first = first + widths[i]
    return torch.cat(scales)

def rescale(self, y: Tensor, x: Tensor, weight: Tensor, bias: Optional[Tensor], a: Tensor, b: Tensor, scale: Tensor, random: bool) -> Tensor:
    # y = x W^T + bias + x A^T B^T with x dropped before A becomes x W^T + bias plus what DoRA adds to
    # it, (scale - 1) x W^T + scale x A^T B^T. As in PEFT all of that reads x dropped, which costs
    # another product with W where there is dropout.
    if random and self.adapter_dropout > 0.0:
        directed = self.add_adapter(self.frozen_product(x, weight, None), x, a, b)
        return torch.addcmul(y, directed, torch.sub(scale, 1.0))
    if bias is not None:
        return torch.addcmul(torch.mul(bias, torch.rsub(scale, 1.0)), y, scale)
    return torch.mul(y, scale)

def hadamard_product(self, p: Dict[str, Tensor], name: str, weight: Tensor, bias: Optional[Tensor], x: Tensor) -> Tensor:
    # x (W + W * scaling B A)^T: of no smaller form than (out, in), which costs less than r products with W
    b = torch.mul(p[name + ".hadamard_B"], p[name + ".scaling"])
    factor = torch.add(torch.matmul(b, p[name + ".hadamard_A"]), 1.0)
    return torch.linear(x, torch.mul(factor, weight), bias)

def bottleneck(self, p: Dict[str, Tensor], place: str, x: Tensor) -> Tensor:
    # up(act(down(x))), without biases
    inner = self.nonlinear(torch.linear(x, p[place + "_down"]), int(p[place + "_activation"]))
    return torch.linear(inner, p[place + "_up"])

def biased_bottleneck(self, p: Dict[str, Tensor], place: str, x: Tensor, activation: int) -> Tensor:
    # The same with biases
    inner = torch.linear(x, p[place + "_down"], p[place + "_down.bias"])
    return torch.linear(self.nonlinear(inner, activation), p[place + "_up"], p[place + "_up.bias"])

def nonlinear(self, x: Tensor, code: int) -> Tensor:
    # The codes are those of BottleneckActivation in Java.
    if code == 0:
        return torch.tanh(x)
    if code == 1:
        return torch.relu(x)
    if code == 2:
        return torch.silu(x)
    return torch.gelu(x)

def stands_alone(self, p: Dict[str, Tensor], name: str) -> bool:
    # Whether its adapter changes the frozen product itself, or what goes into it or out of it
    if name + ".hadamard_A" in p or name + ".input_scale" in p or name + ".row_scale" in p or name + ".output_scale" in p:
        return True
    return name + ".series_input_down" in p or name + ".series_output_down" in p or name + ".parallel_down" in p

def any_stands_alone(self, p: Dict[str, Tensor], names: List[str]) -> bool:
    for name in names:
        if self.stands_alone(p, name):
            return True
    return False

def lone_linear(self, p: Dict[str, Tensor], name: str, weight: Tensor, bias: Optional[Tensor], x: Tensor) -> Tensor:
    # (N, in) -> (N, out)
    if name + ".input_scale" in p:
        x = torch.mul(x, p[name + ".input_scale"])
    if name + ".series_input_down" in p:
        x = x + self.bottleneck(p, name + ".series_input", x)
    if name + ".hadamard_A" in p:
        return self.hadamard_product(p, name, weight, bias, x)
    if name + ".row_scale" in p:
        y = torch.mul(self.frozen_product(x, weight, None), p[name + ".row_scale"])
        if bias is not None:
            y = y + bias
        return y
    y = self.frozen_product(x, weight, bias)
    if name + ".output_scale" in p:
        y = torch.mul(y, p[name + ".output_scale"])
    if name + ".parallel_down" in p:
        y = y + self.bottleneck(p, name + ".parallel", x)
    if name + ".series_output_down" in p:
        y = y + self.bottleneck(p, name + ".series_output", y)
    return y

def lone_parts(self, p: Dict[str, Tensor], joined: str, names: List[str], widths: List[int], x: Tensor, random: bool) -> List[Tensor]:
    # Each projection by its rows of the joint W
    weights = torch.split_with_sizes(p[joined + ".weight"], widths)
    bias = self.bias_of(p, joined)
    parts = annotate(List[Tensor], [])
    first = 0
    for i in range(len(names)):
        shift = bias
        if shift is not None:
            shift = torch.slice(shift, 0, first, first + widths[i])
        parts.append(self.adapted_linear(p, names[i], weights[i], shift, x, random))
        first = first + widths[i]
    return parts

def adapted_linear(self, p: Dict[str, Tensor], name: str, weight: Tensor, bias: Optional[Tensor], x: Tensor, random: bool) -> Tensor:
    # (N, in) -> (N, out), with W given: that of NAME, which may be stored as rows of a joint one
    if self.stands_alone(p, name):
        return self.lone_linear(p, name, weight, bias, x)
    y = self.frozen_product(x, weight, bias)
    if self.has_low_rank(p, name):
        a, b = self.low_rank(p, name)
        dropped = self.drop(x, self.adapter_dropout, random)
        y = self.add_adapter(y, dropped, a, b)
        if name + ".lora_magnitude_vector" in p:
            scale = self.magnitude_scale(p, name, weight, a, b)
            y = self.rescale(y, dropped, weight, bias, a, b, scale, random)
    return y

def linear(self, p: Dict[str, Tensor], name: str, x: Tensor, random: bool) -> Tensor:
    # (N, in) -> (N, out)
    return self.adapted_linear(p, name, p[name + ".weight"], self.bias_of(p, name), x, random)

def joined_linear(self, p: Dict[str, Tensor], joined: str, names: List[str], widths: List[int], x: Tensor, random: bool) -> Tensor:
    # Projections of the same input, each to its width: JOINED.weight (sum of out, in) is one product,
    # and so are the adapters' A; they share a dropout mask. -> (N, sum of out)
    if self.any_stands_alone(p, names):
        return torch.cat(self.lone_parts(p, joined, names, widths, x, random), 1)
    weight, bias = p[joined + ".weight"], self.bias_of(p, joined)
    y = self.frozen_product(x, weight, bias)
    rights = annotate(List[Tensor], [])
    lefts = annotate(List[Tensor], [])
    rescaled = False
    for i in range(len(names)):
        if self.has_low_rank(p, names[i]):
            a, b = self.low_rank(p, names[i])
            rights.append(a)
            lefts.append(b)
        else:
            # A layer that is not a target keeps its columns of the block-diagonal matrix empty.
            lefts.append(torch.zeros([widths[i], 0], dtype=x.dtype, device=x.device))
        rescaled = rescaled or names[i] + ".lora_magnitude_vector" in p
    if len(rights) > 0:
        a, b = torch.cat(rights), torch.block_diag(lefts)
        dropped = self.drop(x, self.adapter_dropout, random)
        y = self.add_adapter(y, dropped, a, b)
        if rescaled:
            scale = self.joined_scale(p, names, widths, weight, rights, lefts)
            y = self.rescale(y, dropped, weight, bias, a, b, scale, random)
    return y

def joined_parts(self, p: Dict[str, Tensor], joined: str, names: List[str], widths: List[int], x: Tensor, random: bool) -> List[Tensor]:
    # As joined_linear, for who wants each projection (N, out) by itself: the adapted columns are
    # copied, and no zeros of a block-diagonal matrix are multiplied, which costs more from rank 16 on.
    if self.any_stands_alone(p, names):
        return self.lone_parts(p, joined, names, widths, x, random)
    weight, bias = p[joined + ".weight"], self.bias_of(p, joined)
    parts = torch.split_with_sizes(self.named_product(p, joined, x, weight, bias), widths, 1)
    rights = annotate(List[Tensor], [])
    lefts = annotate(List[Tensor], [])
    ranks = annotate(List[int], [])
    for name in names:
        if self.has_low_rank(p, name):
            a, b = self.low_rank(p, name)
            rights.append(a)
            lefts.append(b)
            ranks.append(a.shape[0])
    if len(rights) == 0:
        return parts
    dropped = self.drop(x, self.adapter_dropout, random)
    inner = torch.split_with_sizes(torch.linear(dropped, torch.cat(rights)), ranks, 1)
    adapted = annotate(List[Tensor], [])
    target, first = 0, 0
    for i in range(len(names)):
        y = parts[i]
        if self.has_low_rank(p, names[i]):
            y = torch.addmm(y, inner[target], lefts[target].t())
            if names[i] + ".lora_magnitude_vector" in p:
                rows = torch.slice(weight, 0, first, first + widths[i])
                shift = bias
                if shift is not None:
                    shift = torch.slice(shift, 0, first, first + widths[i])
                scale = self.magnitude_scale(p, names[i], rows, rights[target], lefts[target])
                y = self.rescale(y, dropped, rows, shift, rights[target], lefts[target], scale, random)
            target = target + 1
        adapted.append(y)
        first = first + widths[i]
    return adapted
