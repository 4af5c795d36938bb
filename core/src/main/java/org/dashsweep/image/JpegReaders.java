package org.dashsweep.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** Makes readers of JPEG: TwelveMonkeys' around Java's own, which decodes. */
final class JpegReaders {
  private static final ImageReaderSpi PROVIDER = registered();

  private JpegReaders() {}

  /** Its registration is what makes it look for Java's own. */
  private static ImageReaderSpi registered() {
    JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
    IIORegistry.getDefaultInstance().registerServiceProvider(provider, ImageReaderSpi.class);
    return provider;
  }

  static ImageReader make() {
    try {
      return PROVIDER.createReaderInstance();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a reader of JPEG", e);
    }
  }
}
