package org.dashsweep.data.rows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.dashsweep.data.DataException;

/** Compression of a text file. The end of the file's name tells it. */
enum Compression {
  NONE("", "") {
    @Override
    InputStream decompress(InputStream stream) {
      return stream;
    }
  },

  GZIP(".gz", "1f8b") {
    // Java's own stream takes damage behind the first member for the end of the file.
    @Override
    InputStream decompress(InputStream stream) throws IOException {
      return GzipCompressorInputStream.builder()
          .setInputStream(new BufferedInputStream(stream))
          .setDecompressConcatenated(true)
          .get();
    }
  },

  ZSTANDARD(".zst", "28b52ffd") {
    @Override
    InputStream decompress(InputStream stream) {
      return new Zstandard(stream);
    }
  };

  private static final int MAGIC_BYTES = 4;

  private final String extension;

  /** The first bytes of each file, hexadecimal. */
  private final String magic;

  Compression(String extension, String magic) {
    this.extension = extension;
    this.magic = magic;
  }

  static Compression ofFileName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(GZIP.extension)) {
      return GZIP;
    }
    return name.endsWith(ZSTANDARD.extension) ? ZSTANDARD : NONE;
  }

  String withoutExtension(String fileName) {
    return fileName.substring(0, fileName.length() - extension.length());
  }

  /** Returns the content of a stream. */
  abstract InputStream decompress(InputStream stream) throws IOException;

  /**
   * Opens a file's content, limited by {@link RowLimits}.
   *
   * @throws DataException if the file begins as another compression's do
   */
  static InputStream open(RowFile file) throws IOException {
    Compression told = ofFileName(file.name());
    requireMagic(file, told);
    CountedStream source = new CountedStream(Files.newInputStream(file.path()));
    try {
      return new LimitedStream(told.decompress(source), source);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static void requireMagic(RowFile file, Compression told) throws IOException {
    byte[] start;
    try (InputStream stream = Files.newInputStream(file.path())) {
      start = stream.readNBytes(MAGIC_BYTES);
    }
    if (!told.begins(start)) {
      throw new DataException(
          file.name(),
          String.format(
              Locale.ROOT,
              "is not compressed as %s says; name it by its content, or write it again",
              told.extension));
    }
    for (Compression other : new Compression[] {GZIP, ZSTANDARD}) {
      if (told == NONE && other.begins(start)) {
        throw new DataException(
            file.name(),
            String.format(Locale.ROOT, "is compressed; let its name end in %s", other.extension));
      }
    }
  }

  private boolean begins(byte[] start) {
    return HexFormat.of().formatHex(start).startsWith(magic);
  }
}
