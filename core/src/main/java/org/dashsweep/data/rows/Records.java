package org.dashsweep.data.rows;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import java.util.ArrayList;
import java.util.List;

/** Collects the fields of one record after another, and where each record begins. */
final class Records extends AbstractBaseCsvCallbackHandler<Records.Fields> {
  /** Message of the exception about a record that is too long. */
  static final String TOO_LONG = "The record is too long";

  private List<String> values = new ArrayList<>();
  private int kept;
  private int count;
  private long characters;
  private long line;

  /**
   * Makes a collector.
   *
   * @param kept number of fields to keep of each record; further ones are only counted
   */
  Records(int kept) {
    this.kept = kept;
  }

  /**
   * One record.
   *
   * @param line of the file where it begins
   * @param count number of its fields
   * @param values its fields, as many as are kept
   */
  record Fields(long line, int count, List<String> values) {}

  void keepAtMost(int fields) {
    kept = fields;
  }

  /** Returns where the record begins that was read last or is being read. */
  long line() {
    return line;
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    values = new ArrayList<>();
    count = 0;
    characters = 0;
  }

  @Override
  protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
    count++;
    characters += length + 1;
    if (characters > RowLimits.ROW_CHARACTERS) {
      throw new CsvParseException(TOO_LONG);
    }
    if (index < kept) {
      values.add(new String(text, offset, length));
    }
  }

  @Override
  protected Fields buildRecord() {
    return new Fields(line, count, values);
  }
}
