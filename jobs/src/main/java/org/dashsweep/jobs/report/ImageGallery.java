package org.dashsweep.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.image.ImageEncoding;
import org.dashsweep.image.ImageException;
import org.dashsweep.image.ImageFile;
import org.dashsweep.jobs.grouping.ReportedConfiguration;
import org.dashsweep.jobs.report.ReportedImages.Shown;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * The pictures that a report shows, as {@code gallery.mustache} names their parts. They are small
 * copies within the page, which link to the files: the page needs nothing but a browser, and all
 * copies together take no more than a few megabytes.
 *
 * @param sheets one per subject: prompts against configurations, from the same noise
 * @param extremes the best and the worst pictures by each metric
 * @param left a sentence on what is not shown; empty if all is
 */
record ImageGallery(List<Sheet> sheets, List<Extreme> extremes, String left) {
  /** The section that it stands in. */
  static final String SECTION = "images";

  /** Most bytes of all small copies, before base64 makes four of three. */
  private static final int COPIES_BYTES = 2_400_000;

  private static final int LONGEST_SIDE = 128;
  private static final int MOST_BYTES = 9_000;

  /** Fewer bytes show nothing. */
  private static final int FEWEST_BYTES = 2_500;

  private static final int MOST_COLUMNS = 10;
  private static final int EXTREMES = 4;

  /** Pictures of one subject: a row for each prompt. */
  record Sheet(String subject, String caption, List<String> headings, List<Row> rows) {}

  /** The pictures of one prompt, in the order of the headings. */
  record Row(String prompt, List<Picture> pictures) {}

  /** The pictures at one end of a metric. */
  record Extreme(String title, List<Picture> pictures) {}

  /**
   * A picture's place.
   *
   * @param copy a data URI; empty if the file is not there
   * @param link to the file, relative to the page
   */
  record Picture(String copy, String link, String caption, String alternative) {}

  boolean isEmpty() {
    return sheets.isEmpty();
  }

  /**
   * Makes the copies.
   *
   * @param upwards from the page's folder to the output directory, such as {@code ../}
   */
  static ImageGallery of(ReportedImages images, String upwards) throws IOException {
    return images.isEmpty()
        ? new ImageGallery(List.of(), List.of(), "")
        : new Making(images, upwards).make();
  }

  /** The state of making one. */
  private static final class Making {
    private final ReportedImages images;
    private final String upwards;
    private final ResultStore store;
    private final Map<String, Map<Integer, Map<ReportedConfiguration, Shown>>> chosen =
        new LinkedHashMap<>();
    private final Map<String, String> copies = new HashMap<>();
    private final List<ReportedConfiguration> columns;
    private int bytes = MOST_BYTES;
    private int room;

    Making(ReportedImages images, String upwards) {
      this.images = images;
      this.upwards = upwards;
      this.store = images.sweep().store();
      this.columns = images.byConfiguration().keySet().stream().limit(MOST_COLUMNS).toList();
      // The first seed and the first noise, the same for every configuration.
      for (Shown shown : images.all()) {
        if (shown.image().imageIndex() == 0 && columns.contains(shown.configuration())) {
          chosen
              .computeIfAbsent(shown.image().subject(), subject -> new TreeMap<>())
              .computeIfAbsent(shown.image().promptIndex(), prompt -> new TreeMap<>())
              .putIfAbsent(shown.configuration(), shown);
        }
      }
    }

    ImageGallery make() throws IOException {
      Map<ImageMetric, List<List<Shown>>> ends = new LinkedHashMap<>();
      for (ImageMetric metric : ImageMetric.values()) {
        ends.put(metric, ends(metric));
      }
      int atEnds = (int) ends.values().stream().flatMap(List::stream).mapToLong(List::size).sum();
      int rows = chosen.values().stream().mapToInt(Map::size).sum();
      room = Math.max(1, COPIES_BYTES / FEWEST_BYTES - atEnds);
      int shownRows = Math.min(rows, Math.max(1, room / Math.max(1, columns.size())));
      int copied = shownRows * columns.size() + atEnds;
      bytes = Math.max(FEWEST_BYTES, Math.min(MOST_BYTES, COPIES_BYTES / Math.max(1, copied)));
      List<Sheet> sheets = sheets(shownRows);
      List<Extreme> extremes = new ArrayList<>();
      for (Map.Entry<ImageMetric, List<List<Shown>>> end : ends.entrySet()) {
        for (int i = 0; i < end.getValue().size(); i++) {
          String title = (i == 0 ? "Largest " : "Smallest ") + end.getKey().title();
          List<Picture> pictures = new ArrayList<>();
          for (Shown shown : end.getValue().get(i)) {
            pictures.add(picture(shown, caption(shown, end.getKey())));
          }
          extremes.add(new Extreme(title, pictures));
        }
      }
      return new ImageGallery(sheets, extremes, left(rows, shownRows));
    }

    private String left(int rows, int shownRows) {
      int configurations = images.byConfiguration().size();
      if (rows == shownRows && configurations == columns.size()) {
        return "";
      }
      return String.format(
          Locale.ROOT,
          "Shown are %d of %d rows and %d of %d configurations; the table images has the paths of all pictures.",
          shownRows,
          rows,
          columns.size(),
          configurations);
    }

    /** Sheets have as many prompts of each subject, the first subjects one more. */
    private List<Sheet> sheets(int rows) throws IOException {
      List<Sheet> sheets = new ArrayList<>();
      int subjects = Math.min(chosen.size(), rows);
      int index = 0;
      for (Map.Entry<String, Map<Integer, Map<ReportedConfiguration, Shown>>> subject :
          chosen.entrySet()) {
        if (index == subjects) {
          break;
        }
        int own = rows / subjects + (index < rows % subjects ? 1 : 0);
        index++;
        List<Row> shown = new ArrayList<>();
        for (Map<ReportedConfiguration, Shown> prompt :
            subject.getValue().values().stream().limit(own).toList()) {
          shown.add(row(prompt));
        }
        sheets.add(
            new Sheet(
                subject.getKey(),
                "Pictures of one row start from the same noise; each links to its file.",
                columns.stream().map(ReportedConfiguration::label).toList(),
                shown));
      }
      return sheets;
    }

    private Row row(Map<ReportedConfiguration, Shown> prompt) throws IOException {
      List<Picture> pictures = new ArrayList<>();
      String text = "";
      for (ReportedConfiguration column : columns) {
        @Nullable Shown shown = prompt.get(column);
        if (shown == null) {
          pictures.add(new Picture("", "", "–", ""));
        } else {
          text = shown.image().prompt();
          pictures.add(picture(shown, flags(shown.image())));
        }
      }
      return new Row(text, pictures);
    }

    private static String flags(TrialResult.Image image) {
      return String.join(", ", image.flags());
    }

    private static String caption(Shown shown, ImageMetric metric) {
      @Nullable Double value = metric.of(shown.image());
      return String.format(
          Locale.ROOT,
          "%s: %s, %s, %s",
          value == null ? "–" : ReportTable.decimal(value, SummaryTable.DECIMALS),
          shown.configuration().label(),
          shown.image().subject(),
          shown.image().prompt());
    }

    private Picture picture(Shown shown, String caption) throws IOException {
      TrialResult.Image image = shown.image();
      return new Picture(
          copy(image.path()),
          upwards + image.path(),
          caption,
          image.subject() + ", " + shown.configuration().label() + ": " + image.prompt());
    }

    private String copy(String path) throws IOException {
      @Nullable String known = copies.get(path);
      if (known != null) {
        return known;
      }
      String copy = store.readFile(path).map(file -> encoded(path, file)).orElse("");
      copies.put(path, copy);
      return copy;
    }

    private String encoded(String path, byte[] file) {
      try {
        return "data:image/jpeg;base64,"
            + Base64.getEncoder()
                .encodeToString(
                    ImageEncoding.thumbnail(ImageFile.decode(path, file), LONGEST_SIDE, bytes));
      } catch (ImageException damaged) {
        return "";
      }
    }

    /** The pictures of the largest values, and those of the smallest. */
    private List<List<Shown>> ends(ImageMetric metric) {
      List<Shown> ranked =
          images.all().stream()
              .filter(shown -> metric.of(shown.image()) != null)
              .sorted(Comparator.comparingDouble(shown -> -value(metric, shown)))
              .toList();
      int count = Math.min(EXTREMES, ranked.size() / 2);
      List<Shown> smallest = new ArrayList<>(ranked.subList(ranked.size() - count, ranked.size()));
      Collections.reverse(smallest);
      return List.of(ranked.subList(0, count), smallest);
    }

    private static double value(ImageMetric metric, Shown shown) {
      @Nullable Double value = metric.of(shown.image());
      return value == null ? Double.NaN : value;
    }
  }
}
