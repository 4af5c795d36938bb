package org.dashsweep.data.dreambooth;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import org.dashsweep.data.DataException;
import org.dashsweep.data.StableHash;
import org.dashsweep.image.ImageFile;
import org.dashsweep.image.ImageSize;
import org.dashsweep.image.RgbImage;

/**
 * A photo of a subject.
 *
 * @param name for messages: the path, or the URI that it was copied from
 * @param path where it lies on this machine
 * @param size of the upright image
 * @param sha256 of the file's bytes, lower-case hexadecimal
 */
public record Photo(String name, Path path, ImageSize size, String sha256) {
  /** The longer side of a panorama would take memory beyond measure. */
  private static final int MOST_ELONGATED = 32;

  /**
   * Reads a photo's header.
   *
   * @throws org.dashsweep.image.ImageException if it is no image
   * @throws DataException if it is too long or too high
   */
  static Photo of(String name, Path path) {
    byte[] content = ImageFile.content(name, path);
    ImageSize size = ImageFile.size(name, content);
    if (Math.max(size.height(), size.width()) / size.shorterSide() >= MOST_ELONGATED) {
      throw new DataException(
          name,
          String.format(
              Locale.ROOT,
              "has %s pixels, one side %d times the other or more; cut it",
              size,
              MOST_ELONGATED));
    }
    String hash = HexFormat.of().formatHex(StableHash.sha256().digest(content));
    return new Photo(name, path, size, hash);
  }

  /**
   * Decodes the photo.
   *
   * @throws org.dashsweep.image.ImageException if it is damaged
   */
  public RgbImage read() {
    return ImageFile.read(name, path);
  }

  /** Returns the file's own name. */
  public String fileName() {
    return String.valueOf(path.getFileName());
  }
}
