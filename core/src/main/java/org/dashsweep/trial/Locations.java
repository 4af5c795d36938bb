package org.dashsweep.trial;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where models and data lie: the directories that relative names in a sweep file are looked up
 * below.
 *
 * <p>A name of the form {@code ORGANISATION/NAME} is also found in a Hugging Face cache, as {@code
 * models--ORGANISATION--NAME/snapshots/HASH} (or {@code datasets--…}) below the directory: the
 * snapshot that {@code refs/main} names, or the only one there is.
 *
 * @param models absolute path of the models' directory
 * @param data absolute path of the data's directory
 */
public record Locations(String models, String data) implements Serializable {
  /** The working directory for both. */
  public static final Locations WORKING_DIRECTORY = of(null, null);

  /** With null for what is looked up below the working directory. */
  public static Locations of(@Nullable String models, @Nullable String data) {
    return new Locations(absolute(models), absolute(data));
  }

  private static String absolute(@Nullable String directory) {
    return Path.of(directory == null ? "" : directory).toAbsolutePath().normalize().toString();
  }

  /**
   * A model's directory.
   *
   * @param name as a sweep file gives it
   */
  public Lookup model(String name) {
    return lookUp(Path.of(models), "models", name);
  }

  /**
   * A data set's directory or file.
   *
   * @param name as a sweep file gives it
   */
  public Lookup data(String name) {
    return lookUp(Path.of(data), "datasets", name);
  }

  /**
   * Where something was found, or only looked for.
   *
   * @param path where it is; where it was looked for first if it is nowhere
   * @param found whether it is there
   * @param lookedFor every place it was looked for at, in that order
   */
  public record Lookup(Path path, boolean found, List<Path> lookedFor) {
    public Lookup {
      lookedFor = List.copyOf(lookedFor);
    }

    /** The places, for a message: "/models/a and /models/models--a". */
    public String places() {
      return String.join(" and ", lookedFor.stream().map(Path::toString).toList());
    }
  }

  private static Lookup lookUp(Path root, String kind, String name) {
    Path direct = root.resolve(name).normalize();
    if (Files.exists(direct) || Path.of(name).isAbsolute() || name.split("/").length != 2) {
      return new Lookup(direct, Files.exists(direct), List.of(direct));
    }
    Path repository = root.resolve(kind + "--" + name.replace("/", "--"));
    Optional<Path> snapshot = snapshot(repository);
    return new Lookup(
        snapshot.orElse(direct),
        snapshot.isPresent(),
        List.of(direct, repository.resolve("snapshots")));
  }

  private static Optional<Path> snapshot(Path repository) {
    Path snapshots = repository.resolve("snapshots");
    if (!Files.isDirectory(snapshots)) {
      return Optional.empty();
    }
    Path main = repository.resolve("refs").resolve("main");
    try (Stream<Path> all = Files.list(snapshots)) {
      if (Files.isRegularFile(main)) {
        return Optional.of(snapshots.resolve(Files.readString(main).strip()))
            .filter(Files::isDirectory);
      }
      List<Path> directories = all.filter(Files::isDirectory).toList();
      return directories.size() == 1 ? Optional.of(directories.get(0)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look into " + repository, e);
    }
  }
}
