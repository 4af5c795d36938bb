package org.dashsweep.trial;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of one trial's pictures, wherever its results lie. They outlive an attempt: the next
 * one keeps what is there.
 */
public interface PictureStore {
  /**
   * Reads a picture's file.
   *
   * @param name without a folder
   * @return its bytes; empty if there is no such file
   * @throws java.io.UncheckedIOException if storage fails
   */
  Optional<byte[]> read(String name);

  /**
   * Writes a picture's file whole or not at all, replacing what it held.
   *
   * @param name without a folder
   * @throws java.io.UncheckedIOException if storage fails
   */
  void write(String name, byte[] content);

  /** Returns the path that results have of a file, relative to the output directory. */
  String path(String name);

  /** Returns a store in memory, for a trial whose pictures nobody keeps. */
  static PictureStore inMemory() {
    Map<String, byte[]> files = new ConcurrentHashMap<>();
    return new PictureStore() {
      @Override
      public Optional<byte[]> read(String name) {
        return Optional.ofNullable(files.get(name));
      }

      @Override
      public void write(String name, byte[] content) {
        files.put(name, content);
      }

      @Override
      public String path(String name) {
        return name;
      }
    };
  }
}
