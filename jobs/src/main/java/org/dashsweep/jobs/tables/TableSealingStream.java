package org.dashsweep.jobs.tables;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Parquet file and puts its {@link TableSeal} into its footer. The tail is held back until
 * all of it is known.
 */
final class TableSealingStream extends PositionOutputStream {
  private final OutputStream target;
  private final String name;
  private final Map<String, Long> tables;
  private final TableSeal.Blocks blocks = new TableSeal.Blocks();
  private @Nullable ByteArrayOutputStream tail;
  private @Nullable String check;
  private long position;

  /**
   * @param target is closed with this
   * @param name the file's own, without its suffix
   * @param tables of a trial's row: the length in bytes of the trial's file in each other table
   */
  TableSealingStream(OutputStream target, String name, Map<String, Long> tables) {
    this.target = target;
    this.name = name;
    this.tables = Map.copyOf(tables);
  }

  /**
   * Begins the tail.
   *
   * @return the entry of the footer that the seal needs
   */
  Map<String, String> beginTail() {
    tail = new ByteArrayOutputStream();
    return Map.of(TableSeal.KEY, TableSeal.unfinished(name, position, tables, blocks.finish()));
  }

  /**
   * Returns the facts of the file that was written, when this is closed.
   *
   * @throws IllegalStateException if the file has no footer
   */
  WrittenTableFile written() {
    if (check == null) {
      throw new IllegalStateException("the file was not written to its end");
    }
    return new WrittenTableFile(position, position + "-" + check);
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    position += length;
    if (tail == null) {
      blocks.update(bytes, offset, length);
      target.write(bytes, offset, length);
    } else {
      tail.write(bytes, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }

  @Override
  public void close() throws IOException {
    if (tail != null && check == null) {
      byte[] bytes = tail.toByteArray();
      check = TableSeal.finish(bytes);
      target.write(bytes);
    }
    target.close();
  }
}
