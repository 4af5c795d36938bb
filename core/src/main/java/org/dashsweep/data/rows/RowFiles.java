package org.dashsweep.data.rows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.dashsweep.data.DataException;
import org.dashsweep.data.StableHash;

/**
 * Rows of a file, or of a directory's files in the order of their names. Instances are safe to use
 * from several threads; nothing is kept open or in memory between calls.
 *
 * <p>Files of a directory have one format. Names that begin with a dot or an underscore are left
 * out, such as {@code _SUCCESS}.
 */
public final class RowFiles {
  private final String name;
  private final RowReader reader;
  private final String form;
  private final List<RowFile> files;

  private RowFiles(String name, RowReader reader, String form, List<RowFile> files) {
    this.name = name;
    this.reader = reader;
    this.form = form;
    this.files = List.copyOf(files);
  }

  /**
   * Finds files that messages name by their paths.
   *
   * @param location file or directory
   * @throws DataException as {@link #of(String, Path, RowForm)}
   */
  public static RowFiles of(Path location, RowForm form) {
    return of(location.toString(), location, form);
  }

  /**
   * Finds files.
   *
   * @param name of the location, for messages: the path, or the URI that it was copied from
   * @param location file or directory on this machine
   * @throws DataException if there is no file, a directory holds none or files of several formats,
   *     or the format cannot be told
   */
  public static RowFiles of(String name, Path location, RowForm form) {
    List<RowFile> files = RowListing.of(name, location);
    RowFormat format = form.format() == null ? RowListing.format(files) : form.format();
    return new RowFiles(
        name,
        RowReaders.of(format, form.quoting()),
        format == RowFormat.TSV ? format + "-" + form.quoting() : format.toString(),
        files);
  }

  /** Returns the format of the files. */
  public RowFormat format() {
    return reader.format();
  }

  /** Returns the files, in the order they are read. */
  public List<RowFile> files() {
    return files;
  }

  /**
   * Returns the names of the columns: each file's in its order, each name once. Those of JSON are
   * the keys of all rows, for which the files are read to their end.
   *
   * @throws DataException if a file cannot be read
   */
  public List<String> columns() {
    Set<String> columns = new LinkedHashSet<>();
    files.forEach(file -> columns.addAll(reader.columns(file)));
    return List.copyOf(columns);
  }

  /**
   * Reads all rows, file by file from start to end.
   *
   * @param columns those that are wanted
   * @param rows takes each row; what it throws ends the reading
   * @throws DataException if a file cannot be read, is damaged, or lacks one of the columns, or if
   *     there is no row
   */
  public void read(List<String> columns, Consumer<Row> rows) {
    long[] count = {0};
    for (RowFile file : files) {
      reader.read(
          file,
          columns,
          row -> {
            count[0]++;
            rows.accept(row);
          });
    }
    if (count[0] == 0) {
      throw new DataException(name, "has no rows");
    }
  }

  /**
   * Identifies the contents without reading rows: equal fingerprints mean equal rows. Names of
   * files are no part of it.
   *
   * @return lower-case hexadecimal SHA-256
   * @throws DataException if a file cannot be read
   */
  public String fingerprint() {
    MessageDigest digest = StableHash.sha256();
    digest.update((form + '\n').getBytes(StandardCharsets.UTF_8));
    for (RowFile file : files) {
      try (InputStream bytes = new DigestInputStream(Files.newInputStream(file.path()), digest)) {
        digest.update((Files.size(file.path()) + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new DataException(file.name(), "cannot be read: " + e.getMessage(), e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
