package org.dashsweep.jobs.tables;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * A file of a table, and whose rows it may hold. Rows of others, as in a copy under another name,
 * are never handed on.
 */
record TableFile(Path path, Owner owner) {
  /** Whose rows a file may hold. */
  sealed interface Owner {
    /** The column that names the owner of a row; none if any row may be there. */
    default Optional<String> column() {
      return Optional.of(Tables.TRIAL_ID);
    }

    /** Tells whether a row may be there, by that column. */
    boolean admits(String value);

    /** Refuses a file that is another one by what it says of itself. */
    default void require(VerifiedTableFile file) throws DamagedTableException {}
  }

  /** One trial, in a file of its name. */
  record OfTrial(String id) implements Owner {
    @Override
    public boolean admits(String value) {
      return value.equals(id);
    }

    @Override
    public void require(VerifiedTableFile file) throws DamagedTableException {
      requireName(file);
    }
  }

  /** One run, whose files are numbered: {@code RUN-000001}. */
  record OfRun(String name) implements Owner {
    @Override
    public Optional<String> column() {
      return Optional.of("run");
    }

    @Override
    public boolean admits(String value) {
      return name.startsWith(value + "-") && name.substring(value.length() + 1).matches("[0-9]+");
    }

    @Override
    public void require(VerifiedTableFile file) throws DamagedTableException {
      requireName(file);
    }
  }

  /**
   * The trials of a part.
   *
   * @param trialIds those whose rows are read; none if the trials' ids are not
   * @param identity of the file as the manifest has it
   */
  record OfPart(Set<String> trialIds, String identity) implements Owner {
    @Override
    public Optional<String> column() {
      return trialIds.isEmpty() ? Optional.empty() : Optional.of(Tables.TRIAL_ID);
    }

    @Override
    public boolean admits(String value) {
      return trialIds.contains(value);
    }

    @Override
    public void require(VerifiedTableFile file) throws DamagedTableException {
      if (!file.seal().identity(file.getLength()).equals(identity)) {
        throw new DamagedTableException(file.path(), "is not the file that its manifest names");
      }
    }
  }

  /** Whoever. */
  record OfAnybody() implements Owner {
    @Override
    public Optional<String> column() {
      return Optional.empty();
    }

    @Override
    public boolean admits(String value) {
      return true;
    }
  }

  /**
   * Opens it.
   *
   * @throws DamagedFileException if it is damaged in its footer, or another file than its name says
   */
  VerifiedTableFile open(Configuration configuration) throws IOException {
    VerifiedTableFile file = VerifiedTableFile.open(path, configuration);
    try {
      owner.require(file);
    } catch (DamagedTableException e) {
      file.close();
      throw e;
    }
    return file;
  }

  /** Returns a check of its rows. */
  Check check() {
    return new Check();
  }

  private static void requireName(VerifiedTableFile file) throws DamagedTableException {
    String name = TableFileNames.stem(file.path());
    if (!file.seal().name().equals(name)) {
      throw new DamagedTableException(
          file.path(), "is a copy of " + file.seal().name() + TableFileNames.SUFFIX);
    }
  }

  /** Looks at the rows as they are read. */
  final class Check {
    private final @Nullable String column = owner.column().orElse(null);
    private @Nullable Binary admitted;

    /** Refuses a row of another owner. */
    void require(Group row) throws DamagedTableException {
      if (column == null) {
        return;
      }
      Binary value = row.getBinary(column, 0);
      if (!value.equals(admitted)) {
        if (!owner.admits(value.toStringUsingUTF8())) {
          throw new DamagedTableException(
              path,
              String.format(
                  Locale.ROOT,
                  "holds rows of %s, which are not its own",
                  value.toStringUsingUTF8()));
        }
        admitted = value;
      }
    }
  }
}
