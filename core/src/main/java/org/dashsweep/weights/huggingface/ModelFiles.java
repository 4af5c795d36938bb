package org.dashsweep.weights.huggingface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.dashsweep.weights.CheckpointException;

/**
 * The files of a Hugging Face directory that a model is read from. A published directory often
 * holds the weights three times over; a copy needs them once.
 */
public final class ModelFiles {
  /** Ends of the names of configurations, vocabularies and indices. */
  private static final List<String> SMALL = List.of(".json", ".model", ".txt");

  private static final String GGUF = ".gguf";

  private ModelFiles() {}

  /** Reads a small file of the directory. */
  @FunctionalInterface
  public interface Reader {
    /** Returns the whole content of the file of that name. */
    byte[] read(String name) throws IOException;
  }

  /**
   * Returns the files that {@link HuggingFaceDirectory#read} and a tokenizer look at, or the one
   * GGUF file of a directory without other weights.
   *
   * @param directory named in messages
   * @param names of the files that lie directly in it
   * @param reader asked for an index at most
   * @throws CheckpointException if an index is not valid, or GGUF files are several
   */
  public static SortedSet<String> needed(String directory, Set<String> names, Reader reader)
      throws IOException {
    SortedSet<String> needed = new TreeSet<>();
    for (String name : names) {
      if (SMALL.stream().anyMatch(name::endsWith)) {
        needed.add(name);
      }
    }
    for (WeightFormat format : WeightFormat.values()) {
      if (names.contains(format.singleFile())) {
        needed.add(format.singleFile());
        return needed;
      }
      if (names.contains(format.index())) {
        String source = directory + "/" + format.index();
        ShardIndex index = new ShardIndex(Path.of("."), source, format);
        needed.addAll(index.shards(JsonFile.parseObject(source, reader.read(format.index()))));
        needed.retainAll(names);
        return needed;
      }
    }
    needed.addAll(gguf(directory, names).stream().toList());
    return needed;
  }

  /** Returns whether a file holds a whole model. */
  public static boolean isGguf(String name) {
    return name.endsWith(GGUF);
  }

  /**
   * Returns the GGUF file of a directory that has one and no other weights.
   *
   * @param directory named in messages
   * @param names of the files that lie directly in it
   * @throws CheckpointException if there are several
   */
  public static Optional<String> gguf(String directory, Set<String> names) {
    for (WeightFormat format : WeightFormat.values()) {
      if (names.contains(format.singleFile()) || names.contains(format.index())) {
        return Optional.empty();
      }
    }
    List<String> found = names.stream().filter(ModelFiles::isGguf).sorted().toList();
    if (found.size() > 1) {
      throw new CheckpointException(
          directory,
          String.format(
              Locale.ROOT,
              "holds %d GGUF files and no other weights; name one of them as the model: %s",
              found.size(),
              String.join(", ", found)));
    }
    return found.stream().findFirst();
  }
}
