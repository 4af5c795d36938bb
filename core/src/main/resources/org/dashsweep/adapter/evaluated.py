# Products that no gradient is asked of, in the place of those in linear.py. Only a libtorch with oneDNN knows them.

def onednn_product(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    # (N, in) -> (N, out). Unlike mkldnn_linear it copies neither the weights nor the result into a layout of
    # oneDNN's own. It has no gradient.
    scalars = annotate(List[Optional[number]], [])
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", scalars, "")
