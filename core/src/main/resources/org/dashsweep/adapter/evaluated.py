# Products that no gradient is asked of, in the place of those in linear.py. Only a libtorch with oneDNN knows them.
# p may hold NAME.packed beside NAME.weight: the same matrix in oneDNN's own layout.

def onednn_product(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    # (N, in) -> (N, out). Unlike mkldnn_linear it copies neither the weights nor the result into a layout of
    # oneDNN's own. It has no gradient.
    scalars = annotate(List[Optional[number]], [])
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", scalars, "")

def packed(self, p: Dict[str, Tensor]) -> Tensor:
    # p["weight"], (out, in), in the layout that oneDNN prefers for some hundred rows; other numbers can use it too.
    return ops.mkldnn._reorder_linear_weight(p["weight"], 256)

def named_product(self, p: Dict[str, Tensor], name: str, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if name + ".packed" in p:
        return self.onednn_product(x, p[name + ".packed"], bias)
    return self.frozen_product(x, weight, bias)
