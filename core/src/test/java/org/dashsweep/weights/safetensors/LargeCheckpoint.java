package org.dashsweep.weights.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dashsweep.adapter.SavedAdapterTensors;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.Torch;

/**
 * A process that writes a tensor larger than its heap to a file and reads it back. It ends with an
 * error unless what came back is what was written.
 */
final class LargeCheckpoint {
  private static final long ROW = 1 << 18;
  private static final int CYCLE = 8191;

  private LargeCheckpoint() {}

  /** The command that runs it for a tensor of so many MiB. */
  static List<String> command(String heap, Path file, int mebibytes) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        heap,
        "-cp",
        // Surefire's own class path names a jar alone.
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        LargeCheckpoint.class.getName(),
        file.toString(),
        Integer.toString(mebibytes));
  }

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    long rows = Long.parseLong(arguments[1]);
    Torch.prepareThread(1);
    try (TensorScope scope = TensorScope.open()) {
      Tensor large = scope.zeros(rows, ROW);
      int[] next = {0};
      large.fill(
          piece -> {
            while (piece.hasRemaining()) {
              piece.put(next[0]++ % CYCLE);
            }
          });
      SafetensorsWriter.writeSealed(file, Map.of("large", SavedAdapterTensors.of(large)), Map.of());
      large.close();
      Seal.require(file);
      Comparison comparison = new Comparison();
      SavedAdapterTensors.floats(scope, SafetensorsReader.read(file).tensor("large"))
          .writeTo(comparison);
      if (comparison.elements != rows * ROW) {
        throw new IllegalStateException("%d elements".formatted(comparison.elements));
      }
    }
  }

  /** Takes the elements' bytes. */
  private static final class Comparison implements WritableByteChannel {
    private int elements;

    @Override
    public int write(ByteBuffer bytes) {
      int count = bytes.remaining();
      while (bytes.hasRemaining()) {
        float found = bytes.getFloat();
        if (found != elements % CYCLE) {
          throw new IllegalStateException("Element %d is %s".formatted(elements, found));
        }
        elements++;
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
