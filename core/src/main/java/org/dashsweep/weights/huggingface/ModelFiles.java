package org.dashsweep.weights.huggingface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  private ModelFiles() {}

  /** Reads a small file of the directory. */
  @FunctionalInterface
  public interface Reader {
    /** Returns the whole content of the file of that name. */
    byte[] read(String name) throws IOException;
  }

  /**
   * Returns the files that {@link HuggingFaceDirectory#read} and a tokenizer look at.
   *
   * @param directory named in messages
   * @param names of the files that lie directly in it
   * @param reader asked for an index at most
   * @throws CheckpointException if an index is not valid
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
    return needed;
  }
}
