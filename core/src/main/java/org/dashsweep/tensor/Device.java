package org.dashsweep.tensor;

import java.io.Serializable;
import java.util.OptionalLong;

/** The device on which tensors lie and are computed with: the CPU or a GPU. */
public sealed interface Device extends Serializable {
  /** Returns the processor and the memory of this machine. */
  static Device cpu() {
    return new Cpu();
  }

  /** Returns a GPU by its number among those that this process sees, from 0. */
  static Device cuda(int index) {
    return new Cuda(index);
  }

  /**
   * Makes sure that this process can compute with it.
   *
   * @throws DeviceException if it cannot; the message says what is missing
   */
  default void require() {
    Torch.require(this);
  }

  /** This machine. */
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * A GPU of NVIDIA's.
   *
   * @param index among those that the process sees, from 0
   */
  record Cuda(int index) implements Device {
    public Cuda {
      if (index < 0) {
        throw new IllegalArgumentException("index of a GPU must not be negative: " + index);
      }
    }

    /**
     * Returns the bytes of its memory in use, by whatever process; empty where CUDA's run-time
     * library is not found. Memory that libtorch keeps without using it counts as used.
     */
    public OptionalLong usedBytes() {
      return Torch.usedBytes(this);
    }

    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }
}
