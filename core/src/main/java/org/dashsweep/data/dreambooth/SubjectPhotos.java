package org.dashsweep.data.dreambooth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.RowFile;
import org.dashsweep.file.Suggestion;

/**
 * The subjects at a location: a folder of folders, as the DreamBooth data set is, or one folder of
 * photos, which is one subject. Nothing is kept open; photos are read when a subject is asked for.
 *
 * <p>A photo may have any name. Texts beside photos and names that begin with a dot or an
 * underscore are left out; any other file has to be an image.
 */
public final class SubjectPhotos {
  /** The folder of the data set's repository that holds the others. */
  private static final String DATA_SET_FOLDER = "dataset";

  private static final Set<String> TEXTS =
      Set.of("txt", "caption", "csv", "json", "jsonl", "md", "yaml", "yml", "ini", "db");

  private final String name;
  private final Path location;
  private final Optional<PromptsAndClasses> table;
  private final List<Path> folders;

  private SubjectPhotos(
      String name, Path location, Optional<PromptsAndClasses> table, List<Path> folders) {
    this.name = name;
    this.location = location;
    this.table = table;
    this.folders = List.copyOf(folders);
  }

  /**
   * Finds the subjects.
   *
   * @param name of the location, for messages: the path, or the URI that it was copied from
   * @param location folder on this machine
   * @throws DataException if there is no folder, or neither photos nor folders in it, or both, or
   *     its {@code prompts_and_classes.txt} is wrong
   */
  public static SubjectPhotos of(String name, Path location) {
    if (!Files.isDirectory(location)) {
      throw new DataException(
          name,
          Files.exists(location)
              ? "is no folder; name the folder that holds the photos"
              : "does not exist; name a folder of photos, or of folders of photos");
    }
    Path inside = location.resolve(DATA_SET_FOLDER);
    return Files.isRegularFile(inside.resolve(PromptsAndClasses.FILE))
        ? ofFolder(name + "/" + DATA_SET_FOLDER, inside)
        : ofFolder(name.replaceAll("/+$", ""), location);
  }

  private static SubjectPhotos ofFolder(String name, Path location) {
    List<Path> entries = entries(name, location);
    List<Path> folders = entries.stream().filter(Files::isDirectory).toList();
    if (entries.isEmpty()) {
      throw new DataException(name, "has neither photos nor folders of photos");
    }
    if (!folders.isEmpty() && folders.size() < entries.size()) {
      throw new DataException(
          name,
          String.format(
              Locale.ROOT,
              "has both files and folders, such as %s and %s; keep photos in folders, or nothing"
                  + " but photos",
              fileName(
                  entries.stream().filter(entry -> !folders.contains(entry)).findFirst().get()),
              fileName(folders.get(0))));
    }
    Path file = location.resolve(PromptsAndClasses.FILE);
    Optional<PromptsAndClasses> table =
        Files.isRegularFile(file)
            ? Optional.of(
                PromptsAndClasses.read(new RowFile(name + "/" + PromptsAndClasses.FILE, file)))
            : Optional.empty();
    return new SubjectPhotos(name, location, table, folders);
  }

  /** Returns the subjects' names in their order: those of the folders. */
  public List<String> names() {
    return folders.isEmpty()
        ? List.of(fileName(location.toAbsolutePath().normalize()))
        : folders.stream().map(SubjectPhotos::fileName).toList();
  }

  /**
   * Reads the headers of a subject's photos.
   *
   * @throws DataException if there is no such subject, no photo of it, a folder among its photos,
   *     or no class of it in {@code prompts_and_classes.txt}
   * @throws org.dashsweep.image.ImageException if a file is no image
   */
  public Subject subject(String subject) {
    if (!names().contains(subject)) {
      throw new DataException(
          name,
          String.format(
              Locale.ROOT, "has no subject %s; %s", subject, Suggestion.remedy(subject, names())));
    }
    SubjectClass ofSubject =
        table
            .map(classes -> classes.classOf(subject))
            .orElseGet(() -> SubjectClass.ofFolder(subject));
    boolean alone = folders.isEmpty();
    List<Photo> photos =
        alone ? photos(name, location) : photos(name + "/" + subject, location.resolve(subject));
    return new Subject(subject, ofSubject.word(), ofSubject.kind(), photos);
  }

  /** The prompts of the location's own file, by kind. */
  Map<SubjectKind, List<PromptTemplate>> prompts() {
    return table.map(PromptsAndClasses::prompts).orElse(Map.of());
  }

  private static List<Photo> photos(String name, Path folder) {
    List<Photo> photos = new ArrayList<>();
    for (Path file : entries(name, folder)) {
      String fileName = name + "/" + fileName(file);
      if (!Files.isRegularFile(file)) {
        throw new DataException(fileName, "is no file; keep nothing but photos beside photos");
      }
      photos.add(Photo.of(fileName, file));
    }
    if (photos.isEmpty()) {
      throw new DataException(name, "has no photo; put some JPEG, PNG or WebP files there");
    }
    return photos;
  }

  /** Files and folders, in the order of their names, without hidden ones and texts. */
  private static List<Path> entries(String name, Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(SubjectPhotos::counts)
          .sorted(Comparator.comparing(SubjectPhotos::fileName))
          .toList();
    } catch (IOException e) {
      throw new DataException(name, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean counts(Path path) {
    String fileName = fileName(path);
    String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !fileName.startsWith(".")
        && !fileName.startsWith("_")
        && (Files.isDirectory(path) || !TEXTS.contains(extension) || !fileName.contains("."));
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }
}
