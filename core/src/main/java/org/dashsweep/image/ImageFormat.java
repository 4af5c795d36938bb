package org.dashsweep.image;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The formats of images that are read. The content tells them, never the name. */
enum ImageFormat {
  /** Baseline and progressive, of 1, 3 or 4 components. */
  JPEG {
    @Override
    Container open(String name, byte[] content) {
      return JpegSegments.read(content);
    }

    @Override
    ImageReader reader() {
      return JpegReaders.make();
    }
  },
  /** Every colour type and depth. */
  PNG {
    @Override
    Container open(String name, byte[] content) {
      return PngChunks.read(name, content);
    }

    @Override
    ImageReader reader() {
      Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
      if (!readers.hasNext()) {
        throw new IllegalStateException("every Java platform must read PNG");
      }
      return readers.next();
    }
  },
  /** Lossy and lossless, without animation. */
  WEBP {
    @Override
    Container open(String name, byte[] content) {
      return WebpChunks.read(name, content);
    }

    @Override
    ImageReader reader() {
      return new WebPImageReaderSpi().createReaderInstance(null);
    }
  };

  /** Takes a file apart. */
  abstract Container open(String name, byte[] content);

  /**
   * Makes a decoder. Libraries are named here: ImageIO's registry finds only what the class loader
   * of its first user sees.
   */
  abstract ImageReader reader();

  /**
   * Tells the format of a file's content.
   *
   * @throws ImageException if it is none of these
   */
  static ImageFormat of(String name, byte[] content) {
    if (content.length == 0) {
      throw new ImageException(name, "is empty; copy it again");
    }
    FileType type = type(name, content);
    return switch (type) {
      case Jpeg -> JPEG;
      case Png -> PNG;
      case WebP -> WEBP;
      case Unknown ->
          throw new ImageException(
              name,
              "is no image, whatever its name says; move it away, or save it as JPEG, PNG or WebP");
      default ->
          throw new ImageException(
              name,
              String.format(
                  Locale.ROOT,
                  "holds %s, which is not read; save it as JPEG, PNG or WebP",
                  type.getName()));
    };
  }

  private static FileType type(String name, byte[] content) {
    try (BufferedInputStream stream = new BufferedInputStream(new ByteArrayInputStream(content))) {
      return FileTypeDetector.detectFileType(stream);
    } catch (IOException e) {
      throw new ImageException(name, "is too short for an image; copy it again", e);
    }
  }
}
