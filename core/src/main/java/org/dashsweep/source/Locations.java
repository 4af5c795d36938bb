package org.dashsweep.source;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directories of models and data, below which relative names in a sweep file are looked up.
 *
 * <p>A name of the form {@code ORGANISATION/NAME} is also found in a Hugging Face cache. It lies
 * there as {@code models--ORGANISATION--NAME/snapshots/HASH} (or {@code datasets--…}) below the
 * directory. The snapshot is the one that {@code refs/main} names, or the only one.
 *
 * <p>What a sweep file describes itself it names relative to the folder that it lies in.
 *
 * <p>Directories and names may also be URIs, such as {@code s3a://bucket/models}; files found there
 * are copied to this machine. URIs of scheme {@code file} are paths.
 *
 * @param models absolute path or URI of the models' directory
 * @param data absolute path or URI of the data's directory
 * @param sweep absolute path of the sweep file's folder
 * @param remote copies the files that a URI names
 */
public record Locations(String models, String data, String sweep, RemoteFiles remote)
    implements Serializable {
  /** Longer than a Windows drive. */
  private static final Pattern URI_START = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  /** The working directory for both. */
  public static final Locations WORKING_DIRECTORY = of(null, null);

  /** Without remote files; null for what is looked up below the working directory. */
  public static Locations of(@Nullable String models, @Nullable String data) {
    return of(models, data, RemoteFiles.none());
  }

  /** Returns locations; null stands for the working directory. */
  public static Locations of(@Nullable String models, @Nullable String data, RemoteFiles remote) {
    return new Locations(absolute(models), absolute(data), absolute(null), remote);
  }

  /** Returns the locations of a sweep file, which names what it describes beside itself. */
  public Locations beside(Path sweepFile) {
    Path folder = Objects.requireNonNull(sweepFile.toAbsolutePath().normalize().getParent());
    return new Locations(models, data, folder.toString(), remote);
  }

  private static String absolute(@Nullable String directory) {
    String local = local(directory == null ? "" : directory);
    return isUri(local) ? local : Path.of(local).toAbsolutePath().normalize().toString();
  }

  private static boolean isUri(String name) {
    return URI_START.matcher(name).matches();
  }

  /** A URI of this machine's own files as a path. */
  private static String local(String name) {
    return isUri(name) && name.startsWith("file:")
        ? Path.of(URI.create(name).getPath()).toString()
        : name;
  }

  /**
   * Returns a model's directory; what is remote is copied first.
   *
   * @param name as a sweep file gives it
   */
  public Lookup model(String name) {
    return lookUp(models, "models", name, remote::model);
  }

  /**
   * Returns the directory of a model of several parts, with all below it; what is remote is copied
   * first.
   *
   * @param name as a sweep file gives it
   */
  public Lookup modelOfParts(String name) {
    return lookUp(models, "models", name, remote::data);
  }

  /**
   * Returns a data set's directory or file; what is remote is copied first.
   *
   * @param name as a sweep file gives it
   */
  public Lookup data(String name) {
    return lookUp(data, "datasets", name, remote::data);
  }

  /**
   * Returns a file or directory that a sweep file describes; what is remote is copied first.
   *
   * @param name as the sweep file gives it: a URI, or a path from the folder of the sweep file
   */
  public Lookup described(String name) {
    String path = local(name);
    if (isUri(path)) {
      return copied(path, remote::data);
    }
    Path file = Path.of(sweep).resolve(path).normalize();
    return new Lookup(file, Files.exists(file), List.of(file.toString()));
  }

  /**
   * Result of a look-up.
   *
   * @param path the place on this machine; a path where nothing lies if nothing was found
   * @param found whether it is there
   * @param lookedFor every place it was looked for at, in that order
   */
  public record Lookup(Path path, boolean found, List<String> lookedFor) {
    public Lookup {
      lookedFor = List.copyOf(lookedFor);
    }

    /** Returns the places, for a message: "/models/a and /models/models--a". */
    public String places() {
      return String.join(" and ", lookedFor);
    }
  }

  private static Lookup lookUp(
      String root, String kind, String given, Function<String, Optional<Path>> remote) {
    String name = local(given);
    if (isUri(name)) {
      return copied(name, remote);
    }
    if (isUri(root) && !Path.of(name).isAbsolute()) {
      return copied(root.replaceAll("/+$", "") + "/" + name, remote);
    }
    Path direct = Path.of(root).resolve(name).normalize();
    if (Files.exists(direct) || Path.of(name).isAbsolute() || name.split("/").length != 2) {
      return new Lookup(direct, Files.exists(direct), List.of(direct.toString()));
    }
    Path repository = Path.of(root).resolve(kind + "--" + name.replace("/", "--"));
    Optional<Path> snapshot = snapshot(repository);
    return new Lookup(
        snapshot.orElse(direct),
        snapshot.isPresent(),
        List.of(direct.toString(), repository.resolve("snapshots").toString()));
  }

  private static Lookup copied(String uri, Function<String, Optional<Path>> remote) {
    Optional<Path> copy = remote.apply(uri);
    return new Lookup(copy.orElse(Path.of(uri)), copy.isPresent(), List.of(uri));
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
