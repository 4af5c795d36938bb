package org.dashsweep.data.commonsense;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dashsweep.data.DataException;
import org.dashsweep.file.GitLfsPointer;
import org.jspecify.annotations.Nullable;

/** Files by their path below a folder, wherever that is. */
sealed interface CommonsenseFiles {
  /** Returns whether there is such a file. */
  boolean has(String file);

  /**
   * Opens a file; the caller closes it.
   *
   * @throws DataException if there is none
   */
  InputStream open(String file) throws IOException;

  /** Returns the name of a file in messages. */
  String path(String file);

  /** Files below a directory. */
  record Directory(Path directory) implements CommonsenseFiles {
    @Override
    public boolean has(String file) {
      return Files.isRegularFile(directory.resolve(file));
    }

    @Override
    public InputStream open(String file) throws IOException {
      if (!has(file)) {
        throw new DataException(path(file), "is not there");
      }
      GitLfsPointer.refuse(directory.resolve(file), DataException::new);
      return Files.newInputStream(directory.resolve(file));
    }

    @Override
    public String path(String file) {
      return directory.resolve(file).toString();
    }
  }

  /** Files that come with the program. */
  record Resources(String folder) implements CommonsenseFiles {
    @Override
    public boolean has(String file) {
      return CommonsenseFiles.class.getResource(path(file)) != null;
    }

    @Override
    public InputStream open(String file) {
      @Nullable InputStream stream = CommonsenseFiles.class.getResourceAsStream(path(file));
      if (stream == null) {
        throw new DataException(path(file), "does not come with this program");
      }
      return stream;
    }

    @Override
    public String path(String file) {
      return folder + "/" + file;
    }
  }
}
