package org.dashsweep.verification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.data.dreambooth.TrainingImage;
import org.dashsweep.image.ChannelNorm;
import org.dashsweep.image.ImageFile;
import org.dashsweep.image.PixelPreparation;
import org.dashsweep.image.RgbImage;
import org.dashsweep.model.ConfigReader;

/** Reads the files of photos and prepares them for training, DINO and CLIP, all within a level. */
final class PhotoVerification {
  private static final Pattern SHORTER = Pattern.compile("shorter side to (\\d+)");
  private static final Pattern CROP = Pattern.compile("centre crop (\\d+)");

  /** A level of images of 0 to 1, and what rounding adds to it in float32. */
  private static final double LEVEL = 1.001 / 255;

  /** The smallest standard deviation that pixels are divided by. */
  private static final double DEVIATION = 0.224;

  private final Path directory;
  private final ConfigReader settings;
  private final JsonNode files;
  private final ReferenceFile images;
  private final Checks checks;

  PhotoVerification(
      Path directory, ConfigReader settings, JsonNode files, ReferenceFile images, Checks checks) {
    this.directory = directory;
    this.settings = settings;
    this.files = files;
    this.images = images;
    this.checks = checks;
  }

  /** Compares what is there of each file. */
  void compare() {
    PixelPreparation dino =
        PixelPreparation.dino(told("dino.pixels", SHORTER), told("dino.pixels", CROP));
    PixelPreparation clip = PixelPreparation.clip(told("clip.pixels", SHORTER));
    int photo = 0;
    for (JsonNode file : files) {
      String name = file.asText();
      RgbImage image = ImageFile.read(directory.resolve("images").resolve(name));
      compareDecoded(name, image);
      Tolerance level = Tolerance.absolute(LEVEL / DEVIATION);
      checks.compare("dino.pixels." + name, dino.pixels(image), shape(name, "dino"), level);
      checks.compare("clip.pixels." + name, clip.pixels(image), shape(name, "clip"), level);
      if (images.has("train.pixels." + name)) {
        compareTraining(name, image, photo++);
      }
    }
  }

  private int told(String key, Pattern sentence) {
    Matcher told = sentence.matcher(settings.text(key));
    if (!told.find()) {
      throw settings.problem(key, "must tell it by the words " + sentence);
    }
    return Integer.parseInt(told.group(1));
  }

  private List<Long> shape(String name, String kind) {
    return images.shape(String.format(Locale.ROOT, "%s.pixels.%s", kind, name));
  }

  private void compareDecoded(String name, RgbImage image) {
    String tensor = "decoded." + name;
    if (images.has(tensor)) {
      checks.compareDerived(
          tensor,
          levels(images.bytes(tensor)),
          levels(image.levels()),
          List.of((long) image.height(), (long) image.width(), 3L),
          Tolerance.absolute(1));
    }
  }

  /** Compares the square that the file says, and what the U-Net is told of it. */
  private void compareTraining(String name, RgbImage image, int photo) {
    float[] all = images.floats("train.time_ids");
    int width = Math.toIntExact(images.shape("train.time_ids").get(1));
    int from = photo * width;
    TrainingImage own =
        TrainingImage.of(
            image, (int) all[from + width - 1], (int) all[from + 2], (int) all[from + 3]);
    checks.compare(
        "train.pixels." + name, own.pixels(), shape(name, "train"), Tolerance.absolute(2 * LEVEL));
    System.arraycopy(own.timeIds().values(), 0, all, from, width);
    checks.compare("train.time_ids", all, images.shape("train.time_ids"), Tolerance.absolute(0));
  }

  static float[] levels(byte[] bytes) {
    float[] levels = new float[bytes.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return levels;
  }

  /** Returns an image's levels as planes, (3, height, width). */
  static float[] planes(RgbImage image) {
    float[] planes = ChannelNorm.MINUS_ONE_TO_ONE.pixels(image);
    for (int i = 0; i < planes.length; i++) {
      planes[i] = Math.round((planes[i] + 1) * 127.5f);
    }
    return planes;
  }
}
