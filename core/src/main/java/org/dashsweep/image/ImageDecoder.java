package org.dashsweep.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Calls the libraries that decode. Whatever they throw at damaged bytes becomes an {@link
 * ImageException}.
 *
 * @param name of the file, for messages
 * @param format of the content
 * @param container of the content
 * @param mostPixels limit of height times width, held against the header before memory is taken
 */
record ImageDecoder(String name, ImageFormat format, Container container, long mostPixels) {
  /** Warnings of libjpeg that Pillow passes over, too: the pixels are not touched by them. */
  private static final Predicate<String> HARMLESS =
      warning ->
          warning.contains("extraneous bytes") || !warning.matches(".*(Corrupt|Trunc|Prem).*");

  /**
   * Opens a content.
   *
   * @throws ImageException if it is no image of a known format, or its container is damaged
   */
  static ImageDecoder of(String name, byte[] content, long mostPixels) {
    ImageFormat format = ImageFormat.of(name, content);
    return new ImageDecoder(name, format, format.open(name, content), mostPixels);
  }

  /** Returns the size of the upright image, as the header states it. */
  ImageSize size() {
    return orientation().upright(withReader(this::statedSize));
  }

  /** Decodes the upright image. */
  RgbImage decode() {
    RgbImage stored = RasterLevels.of(name, withReader(this::decode), container.greys16());
    return orientation().upright(stored);
  }

  private Orientation orientation() {
    return Orientation.of(container.exif());
  }

  /** A use of a reader. */
  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private <T> T withReader(Use<T> use) {
    ImageReader reader = reader();
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(container.decodable()))) {
      reader.setInput(input, true, true);
      return use.of(reader);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new ImageException(name, damage(String.valueOf(e.getMessage())), e);
    } catch (OutOfMemoryError e) {
      if (e.getMessage() != null) {
        throw e;
      }
      // The heap's own has a message. This one is what libwebp says of some damaged files.
      throw new ImageException(name, damage("its decoding takes too much memory"), e);
    } finally {
      reader.dispose();
    }
  }

  private ImageReader reader() {
    try {
      return format.reader();
    } catch (LinkageError e) {
      throw new ImageException(
          name,
          String.format(
              Locale.ROOT,
              "is %s, whose library cannot be loaded on this machine (%s); save it as PNG",
              format,
              e.getMessage()),
          e);
    }
  }

  private ImageSize statedSize(ImageReader reader) throws IOException {
    ImageSize size = new ImageSize(reader.getHeight(0), reader.getWidth(0));
    if (size.pixels() > mostPixels) {
      throw new ImageException(
          name,
          String.format(
              Locale.ROOT,
              "states %s pixels, more than the limit of %d; make it smaller",
              size,
              mostPixels));
    }
    return size;
  }

  private BufferedImage decode(ImageReader reader) throws IOException {
    statedSize(reader);
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage decoded = reader.read(0);
    Optional<String> fault = warnings.stream().filter(HARMLESS.negate()).findFirst();
    if (fault.isPresent()) {
      throw new ImageException(name, damage(fault.get()));
    }
    return decoded;
  }

  private String damage(String fault) {
    return String.format(Locale.ROOT, "is damaged %s: %s; copy the file again", format, fault);
  }
}
