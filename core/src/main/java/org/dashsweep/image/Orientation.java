package org.dashsweep.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import org.jspecify.annotations.Nullable;

/** Position of a camera, which tells how pixels are turned upright (EXIF 2.32, tag 274). */
enum Orientation {
  /** 1: as it is. */
  UPRIGHT(false, false, false),
  /** 2. */
  MIRRORED(false, false, true),
  /** 3: half a turn. */
  UPSIDE_DOWN(false, true, true),
  /** 4. */
  MIRRORED_UPSIDE_DOWN(false, true, false),
  /** 5: rows become columns. */
  TRANSPOSED(true, false, false),
  /** 6: a quarter turn clockwise mends it. */
  LEFT(true, true, false),
  /** 7. */
  TRANSVERSED(true, true, true),
  /** 8: a quarter turn anticlockwise mends it. */
  RIGHT(true, false, true);

  private final boolean transposed;

  /** In the file's own direction. */
  private final boolean fromBottom;

  private final boolean fromRight;

  Orientation(boolean transposed, boolean fromBottom, boolean fromRight) {
    this.transposed = transposed;
    this.fromBottom = fromBottom;
    this.fromRight = fromRight;
  }

  /**
   * Reads the orientation of the main picture.
   *
   * @param exif camera data in TIFF form, perhaps damaged; null if there is none
   * @return upright where it is not said, or nonsense
   */
  static Orientation of(byte @Nullable [] exif) {
    if (exif == null) {
      return UPRIGHT;
    }
    Metadata metadata = new Metadata();
    // Faults become messages in the metadata, which nobody asks for.
    new ExifReader().extract(new ByteArrayReader(exif), metadata);
    for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      @Nullable Integer number = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      if (number != null && number >= 1 && number <= values().length) {
        return values()[number - 1];
      }
    }
    return UPRIGHT;
  }

  /** Returns the size of the upright image. */
  ImageSize upright(ImageSize stored) {
    return transposed ? stored.transposed() : stored;
  }

  /** Returns the upright image. */
  RgbImage upright(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    ImageSize size = upright(stored.size());
    byte[] levels = new byte[stored.levels().length];
    int to = 0;
    for (int y = 0; y < size.height(); y++) {
      for (int x = 0; x < size.width(); x++) {
        int row = transposed ? x : y;
        int column = transposed ? y : x;
        int from =
            (fromBottom ? stored.height() - 1 - row : row) * stored.width()
                + (fromRight ? stored.width() - 1 - column : column);
        System.arraycopy(stored.levels(), from * RgbImage.CHANNELS, levels, to, RgbImage.CHANNELS);
        to += RgbImage.CHANNELS;
      }
    }
    return RgbImage.of(size, levels);
  }
}
