package org.dashsweep.data.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dashsweep.data.DataException;
import org.dashsweep.file.GitLfsPointer;
import org.jspecify.annotations.Nullable;

/** Lists the files of rows at a location. */
final class RowListing {
  private RowListing() {}

  /**
   * Returns the files, in the order of their names.
   *
   * @throws DataException if there are none, a directory has another one in it, or a file is a Git
   *     LFS pointer
   */
  static List<RowFile> of(String name, Path location) {
    try {
      List<RowFile> files =
          Files.isDirectory(location)
              ? ofDirectory(name, location)
              : List.of(new RowFile(name, location));
      for (RowFile file : files) {
        requireContent(file);
      }
      return files;
    } catch (IOException e) {
      throw new DataException(name, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<RowFile> ofDirectory(String name, Path directory) throws IOException {
    List<RowFile> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path path : all.sorted(Comparator.comparing(RowListing::fileName)).toList()) {
        String fileName = fileName(path);
        if (!fileName.startsWith(".") && !fileName.startsWith("_")) {
          files.add(new RowFile(name.replaceAll("/+$", "") + "/" + fileName, path));
        }
      }
    }
    if (files.isEmpty()) {
      throw new DataException(name, "is a directory without files of rows");
    }
    return files;
  }

  private static void requireContent(RowFile file) throws IOException {
    if (!Files.exists(file.path())) {
      throw new DataException(file.name(), "does not exist");
    }
    if (Files.isDirectory(file.path())) {
      throw new DataException(
          file.name(),
          "is a directory in a directory of rows; name it itself, or move its files up");
    }
    if (!Files.isRegularFile(file.path())) {
      throw new DataException(file.name(), "is no regular file");
    }
    if (Files.size(file.path()) == 0) {
      throw new DataException(
          file.name(), "is empty: it has no rows; write it again, or remove it");
    }
    GitLfsPointer.refuse(file.path(), (path, problem) -> new DataException(file.name(), problem));
  }

  private static String fileName(Path path) {
    @Nullable Path last = path.getFileName();
    return last == null ? "" : last.toString();
  }

  /**
   * Returns the format that all names tell.
   *
   * @throws DataException if one tells none, or they tell several
   */
  static RowFormat format(List<RowFile> files) {
    RowFile first = files.get(0);
    RowFormat format = told(first);
    for (RowFile file : files) {
      if (told(file) != format) {
        throw new DataException(
            file.name(),
            String.format(
                Locale.ROOT,
                "is of another format than %s; keep one format in a directory",
                first.name()));
      }
    }
    return format;
  }

  private static RowFormat told(RowFile file) {
    Optional<RowFormat> format =
        RowFormat.ofFileName(file.name().substring(file.name().lastIndexOf('/') + 1));
    return format.orElseThrow(
        () ->
            new DataException(
                file.name(),
                String.format(
                    Locale.ROOT,
                    "does not tell its format by its name; end it with one of %s (text also with .gz or .zst), or state the format",
                    RowFormat.allExtensions())));
  }
}
