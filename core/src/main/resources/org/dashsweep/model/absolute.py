# Attention of BERT (Devlin et al., 2019) and RoBERTa (Liu et al., 2019), as Hugging Face's BertModel and
# RobertaModel compute it: positions lie in the embeddings alone.

def project(self, p: Dict[str, Tensor], x: Tensor, random: bool) -> Tensor:
    # (N, D) -> (N, 3 D)
    projections = ["attention.self.query", "attention.self.key", "attention.self.value"]
    width = x.shape[1]
    return self.joined_linear(p, "attention.self.qkv", projections, [width, width, width], x, random)

def attend(self, qkv: Tensor, layout: Dict[str, Tensor], p: Dict[str, Tensor], random: bool) -> Tensor:
    # (N, 3 D) -> (N, D)
    # unbind() has one gradient; three indexings would each fill a tensor of zeros.
    q, k, v = torch.unbind(self.rectangle(qkv, layout))
    bias = annotate(Optional[Tensor], None)
    if self.is_masked(layout):
        bias = layout["bias"]
    return self.packed(self.mixed(q, k, v, bias, random), layout)
