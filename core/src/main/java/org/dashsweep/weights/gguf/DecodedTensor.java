package org.dashsweep.weights.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.TensorContent;

/**
 * A GGUF tensor's numbers, decoded a few thousand at a time whenever they are read. A number that
 * is not finite is refused by the tensor's name.
 *
 * @param file named in messages
 * @param order of the rows
 */
record DecodedTensor(String file, GgufTensor tensor, RowOrder order) implements TensorContent {
  /** A multiple of every block. */
  private static final int PIECE_ELEMENTS = 1 << 13;

  /** Returns the tensor as checkpoints have it. */
  StoredTensor stored() {
    return new StoredTensor(tensor.type().elementType(), tensor.shape(), this);
  }

  @Override
  public long size() {
    return (long) tensor.blocks()
        * tensor.type().blockElements()
        * tensor.type().elementType().bytes();
  }

  @Override
  public Optional<ByteBuffer> inMemory() {
    return Optional.empty();
  }

  @Override
  public Consumer<ByteBuffer> reader() {
    return new Reader();
  }

  private final class Reader implements Consumer<ByteBuffer> {
    private final GgufType type = tensor.type();
    private final int rows = order.isFilesOwn() ? 1 : Math.toIntExact(tensor.shape().get(0));
    private final int rowBlocks = tensor.blocks() / rows;
    private final int pieceBlocks = PIECE_ELEMENTS / type.blockElements();
    private final byte[] blocks = new byte[Math.min(pieceBlocks, rowBlocks) * type.blockBytes()];
    private final float[] floats =
        new float[Math.min(PIECE_ELEMENTS, rowBlocks * type.blockElements())];
    private final ByteBuffer made =
        ByteBuffer.allocate(floats.length * type.elementType().bytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);
    private int row;
    private int blockOfRow;

    @Override
    public void accept(ByteBuffer target) {
      while (target.hasRemaining()) {
        if (!made.hasRemaining()) {
          next();
        }
        int count = Math.min(made.remaining(), target.remaining());
        target.put(made.slice(made.position(), count));
        made.position(made.position() + count);
      }
    }

    private void next() {
      int count = Math.min(pieceBlocks, rowBlocks - blockOfRow);
      long first = (long) order.rowOfFile(row) * rowBlocks + blockOfRow;
      int bytes = count * type.blockBytes();
      tensor.bytes().get(Math.toIntExact(first * type.blockBytes()), blocks, 0, bytes);
      made.clear();
      if (type.isQuantized()) {
        decode(count);
      } else {
        made.put(blocks, 0, bytes);
      }
      made.flip();
      requireFinite();
      blockOfRow += count;
      if (blockOfRow == rowBlocks) {
        blockOfRow = 0;
        row++;
      }
    }

    private void decode(int count) {
      for (int block = 0; block < count; block++) {
        type.decode(blocks, block * type.blockBytes(), floats, block * type.blockElements());
      }
      int elements = count * type.blockElements();
      made.asFloatBuffer().put(floats, 0, elements);
      made.position(elements * Float.BYTES);
    }

    private void requireFinite() {
      boolean wide = type.elementType() == ElementType.FLOAT32;
      int exponent =
          switch (type.elementType()) {
            case FLOAT32 -> 0x7f80_0000;
            case BFLOAT16 -> 0x7f80;
            default -> 0x7c00;
          };
      int width = type.elementType().bytes();
      for (int at = 0; at < made.limit(); at += width) {
        int bits = wide ? made.getInt(at) : made.getShort(at);
        if ((bits & exponent) == exponent) {
          throw new CheckpointException(
              file,
              String.format(
                  Locale.ROOT,
                  "is damaged: its tensor %s of type %s holds a number that is not finite; download it again",
                  tensor.name(),
                  type));
        }
      }
    }
  }
}
