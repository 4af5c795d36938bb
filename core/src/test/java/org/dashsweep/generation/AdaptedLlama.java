package org.dashsweep.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.dashsweep.adapter.AdapterSet;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.PrefixTuning;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TrainingClock;
import org.dashsweep.model.decoder.DecoderModel;
import org.dashsweep.model.llama.TinyLlama.Line;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/** Adapters for the tiny model, and prompts for both. */
final class AdaptedLlama {
  private AdaptedLlama() {}

  /** Random prompts, some of them much longer than others. */
  static List<Line> prompts(int count) {
    return prompts(count, 199);
  }

  /** Random prompts for a model that knows fewer tokens. */
  static List<Line> prompts(int count, int vocabulary) {
    Random random = new Random(5);
    List<Line> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 1 + random.nextInt(i % 5 == 0 ? 70 : 12);
      prompts.add(new Line(random.ints(length, 3, vocabulary).boxed().toList(), 0));
    }
    return prompts;
  }

  /** LoRA-Dash, launched, with adapters that change something. */
  static AdapterSet dash(TensorScope scope, DecoderModel base) {
    TargetModules targets = new TargetModules(List.of("q_proj", "v_proj", "up_proj", "down_proj"));
    LoraDash method =
        new LoraDash(new Lora(3, 6, 0, targets), 2, 1, 1e-6, DirectionLaunchCount.UPDATES);
    AdapterSet adapters = new AdapterSet(scope);
    method.attach(adapters, base, 5);
    Random random = new Random(3);
    adapters.layers().forEach(layer -> fill(adapters.get(layer, Lora.B), random));
    method.beforeForward(adapters, base, TrainingClock.at(1, 1));
    adapters.layers().forEach(layer -> fill(adapters.get(layer, LoraDash.DELTA), random));
    return adapters;
  }

  /** Learned keys and values that change something. */
  static AdapterSet prefix(TensorScope scope, DecoderModel base) {
    AdapterSet adapters = new AdapterSet(scope);
    new PrefixTuning(3).attach(adapters, base, 5);
    return adapters;
  }

  private static void fill(Tensor tensor, Random random) {
    float[] values = new float[(int) tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.1 * random.nextGaussian());
    }
    tensor.set(values);
  }
}
