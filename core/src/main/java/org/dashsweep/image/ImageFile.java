package org.dashsweep.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.dashsweep.file.GitLfsPointer;

/**
 * Reads image files: JPEG, PNG and WebP, turned upright as EXIF says. Levels equal those of
 * Pillow's {@code ImageOps.exif_transpose(image).convert("RGB")}: alpha is dropped, colour profiles
 * are not applied, 16-bit colours keep their upper half, 16-bit grey is clipped at 255.
 */
public final class ImageFile {
  /** Largest image, as in Pillow: beyond it a file is taken for a decompression bomb. */
  public static final long MOST_PIXELS = 178_956_970;

  /** Largest file. */
  public static final long MOST_BYTES = 512L << 20;

  /** Memory while a pixel is decoded: up to 8 bytes of raster, twice 3 of levels. */
  private static final int BYTES_PER_PIXEL = 14;

  private ImageFile() {}

  /**
   * Reads an image.
   *
   * @throws ImageException if there is no such file, it is no image, damaged, cut short or too
   *     large
   */
  public static RgbImage read(Path file) {
    return read(file.toString(), file);
  }

  /**
   * Reads an image.
   *
   * @param name of the file, for messages
   * @throws ImageException as {@link #read(Path)}
   */
  public static RgbImage read(String name, Path file) {
    return decode(name, content(name, file));
  }

  /**
   * Decodes an image in memory.
   *
   * @param name for messages
   * @throws ImageException as {@link #read(Path)}
   */
  public static RgbImage decode(String name, byte[] content) {
    return ImageDecoder.of(name, content, mostPixels()).decode();
  }

  /**
   * Returns the size of the upright image without decoding it.
   *
   * @throws ImageException as {@link #read(Path)}; damage behind the header is not found
   */
  public static ImageSize size(String name, byte[] content) {
    return ImageDecoder.of(name, content, mostPixels()).size();
  }

  /**
   * Returns a file's bytes.
   *
   * @throws ImageException if there is no such file, or it is too large
   */
  public static byte[] content(String name, Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new ImageException(
            name,
            String.format(
                Locale.ROOT,
                "has %d bytes, more than the limit of %d; make it smaller",
                Files.size(file),
                MOST_BYTES));
      }
      byte[] content = Files.readAllBytes(file);
      GitLfsPointer.refuse(name, content, ImageException::new);
      return content;
    } catch (NoSuchFileException e) {
      throw new ImageException(name, "does not exist", e);
    } catch (IOException e) {
      throw new ImageException(name, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** The limit of a heap: an image takes no more than half of it. */
  private static long mostPixels() {
    return Math.min(MOST_PIXELS, Runtime.getRuntime().maxMemory() / 2 / BYTES_PER_PIXEL);
  }
}
