package org.dashsweep.trial;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tensor.TorchFault;

/**
 * Runs an evaluation in portions, where their size changes no result. Once memory has run out,
 * portions are smaller for as long as the trial lasts. Confined to the trial's thread.
 *
 * @param <S> the size of a portion
 */
public final class WithinMemory<S> {
  private final UnaryOperator<S> half;
  private S size;

  /**
   * Begins with a size.
   *
   * @param half of a size; a size that is its own half is the smallest
   */
  public WithinMemory(S size, UnaryOperator<S> half) {
    this.size = size;
    this.half = half;
  }

  /** So many at once, down to one. */
  public static WithinMemory<Integer> count(int most) {
    return new WithinMemory<>(most, count -> Math.max(1, count / 2));
  }

  /**
   * Does some work, again from its start in smaller parts if memory runs out.
   *
   * @throws RuntimeException of the work, also if memory is too small for the smallest size
   */
  public <T> T run(Function<S, T> work) {
    while (true) {
      try {
        return work.apply(size);
      } catch (RuntimeException e) {
        S smaller = half.apply(size);
        if (!outOfMemory(e) || smaller.equals(size)) {
          throw e;
        }
        size = smaller;
      }
      Torch.releaseFreedMemory();
    }
  }

  private static boolean outOfMemory(RuntimeException thrown) {
    return TorchFault.of(thrown).filter(TorchFault.OUT_OF_MEMORY::equals).isPresent();
  }
}
