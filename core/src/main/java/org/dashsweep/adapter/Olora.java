package org.dashsweep.adapter;

import java.util.List;
import java.util.Optional;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/**
 * OLoRA (Büyükakyüz, 2024): W = residual + (α / r) B A, where B starts as the first r columns of Q
 * and A as the first r rows of R in W = Q R, as in PEFT.
 *
 * @param lora A and B
 */
public record Olora(Lora lora) implements ResidualMethod {
  static final Type TYPE = new Type();

  static final class Type extends LowRankType {
    Type() {
      super(
          "olora",
          "OLoRA",
          "LoRA from the first columns of Q in W = QR (Büyükakyüz, 2024)",
          Olora.class,
          ResidualMethod.TENSORS);
    }

    @Override
    LowRankMethod of(Lora lora) {
      return new Olora(lora);
    }

    @Override
    public Optional<MethodType> baseline() {
      return Optional.of(Lora.TYPE);
    }
  }

  @Override
  public MethodType type() {
    return TYPE;
  }

  @Override
  public Lora factors() {
    return lora;
  }

  @Override
  public List<Tensor> start(
      TensorScope work, AdaptedBase base, LinearLayer layer, ScriptModule script) {
    return script.evaluate(
        work,
        "orthogonal_factors",
        new Arguments().tensor(base.weight(work, layer)).tensor(work.number((long) lora.rank())));
  }
}
