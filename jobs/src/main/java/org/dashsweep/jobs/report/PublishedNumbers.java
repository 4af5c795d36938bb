package org.dashsweep.jobs.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dashsweep.jobs.tables.ResultStore;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that somebody published, for a report to set measured ones against. A sweep file names
 * the YAML file that holds them; {@code sweeps/README.md} describes its form.
 *
 * @param title of the numbers, in a few words
 * @param unit of all of them
 * @param columns for which each row has a value
 * @param models the names that sweep files have for a model, by the publication's name; no sweep
 *     measures a model of another name
 * @param rows one per published result
 */
public record PublishedNumbers(
    @JsonProperty(required = true) String title,
    @JsonProperty(required = true) Unit unit,
    @JsonProperty(required = true) List<Column> columns,
    @JsonProperty(required = true) Map<String, List<String>> models,
    @JsonProperty(required = true) List<Row> rows) {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  /** Messages of Jackson's that name a key and no value. */
  private static final Pattern NAMED =
      Pattern.compile(
          "^(Missing required creator|Duplicate Object) property '?[\\w-]+'?|^Duplicate field '[\\w-]+'");

  public PublishedNumbers {
    columns = List.copyOf(columns);
    models = Map.copyOf(models);
    rows = List.copyOf(rows);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("columns must not be empty");
    }
    for (Row row : rows) {
      if (row.values().size() != columns.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has %d values for %d columns",
                row.name(),
                row.values().size(),
                columns.size()));
      }
    }
  }

  /** The unit of a published number. */
  public enum Unit {
    /** Fractions, as metrics are measured. */
    FRACTION(1),
    /** A hundred times what is measured. */
    PERCENT(100);

    private final double factor;

    Unit(double factor) {
      this.factor = factor;
    }

    /** Returns a measured value in this unit. */
    double of(double measured) {
      return measured * factor;
    }
  }

  /**
   * The subject of a number: the rows of the table {@code evaluations} with these values.
   *
   * @param split null for any
   * @param examples how many it was published of, where that is known
   */
  public record Column(
      @JsonProperty(required = true) String title,
      @JsonProperty(required = true) String dataset,
      @JsonProperty(required = true) String metric,
      @Nullable String split,
      @Nullable Integer examples) {}

  /**
   * A published result.
   *
   * @param model one of the publication's names
   * @param method as sweep files call it; one that they do not have is measured by no sweep
   * @param rank null for a method without
   * @param parameters trained parameters as printed
   * @param values one per column, null where none is printed
   * @param average as printed; null where none is
   * @param source where it is printed
   * @param note what else a reader should know
   * @param suspect why it should not be compared with, or only with care
   */
  public record Row(
      @JsonProperty(required = true) String model,
      @JsonProperty(required = true) String method,
      @Nullable Long rank,
      @Nullable String parameters,
      @JsonProperty(required = true) List<@Nullable Double> values,
      @Nullable Double average,
      @JsonProperty(required = true) String source,
      @Nullable String note,
      @Nullable String suspect) {
    public Row {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** "LLaMA-7B lora, rank 4". */
    String name() {
      return model + " " + method + (rank == null ? "" : ", rank " + rank);
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param source what messages call it
   * @throws IOException if it is not of the form that is described
   */
  public static PublishedNumbers parse(String source, String text) throws IOException {
    try {
      return YAML.readValue(text, PublishedNumbers.class);
    } catch (JsonProcessingException e) {
      @Nullable JsonLocation location = e.getLocation();
      String place =
          location == null
              ? ""
              : String.format(Locale.ROOT, ":%d:%d", location.getLineNr(), location.getColumnNr());
      throw new IOException(source + place + ": " + reason(e), e);
    }
  }

  /**
   * Reads the published numbers that runs have kept beside the tables, each once: several sweeps
   * may have named one file.
   *
   * @param folder that they lie in
   * @throws IOException if a file cannot be read, or is not of the form that is described
   */
  static List<PublishedNumbers> kept(ResultStore store, String folder) throws IOException {
    Map<String, PublishedNumbers> byContent = new LinkedHashMap<>();
    for (String file : store.fileNames(folder)) {
      String name = folder + "/" + file;
      Optional<byte[]> bytes = store.readFile(name);
      if (bytes.isPresent()) {
        String text = new String(bytes.get(), StandardCharsets.UTF_8);
        byContent.putIfAbsent(text, parse(name, text));
      }
    }
    return List.copyOf(byContent.values());
  }

  /** Names keys and places, never values: the file may be any. */
  private static String reason(JsonProcessingException e) {
    if (e.getCause() instanceof IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage()).lines().findFirst().orElse("cannot be read");
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return String.format(
          Locale.ROOT,
          "unknown key %s; the keys here are %s",
          path(unknown),
          unknown.getKnownPropertyIds().stream()
              .map(String::valueOf)
              .sorted()
              .collect(Collectors.joining(", ")));
    }
    if (e instanceof InvalidFormatException wrong && wrong.getTargetType() == Unit.class) {
      return path(wrong) + " must be fraction or percent";
    }
    Matcher named = NAMED.matcher(String.valueOf(e.getOriginalMessage()));
    if (named.find()) {
      return named.group();
    }
    if (e instanceof MismatchedInputException mismatched) {
      return mismatched.getPath().isEmpty()
          ? "is no mapping of title, unit, columns, models and rows, or lacks one of these"
          : path(mismatched) + " is missing or of the wrong kind";
    }
    return "is not YAML";
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      @Nullable String key = step.getFieldName();
      path.append(key == null ? String.format(Locale.ROOT, "[%d]", step.getIndex()) : "." + key);
    }
    return path.indexOf(".") == 0 ? path.substring(1) : path.toString();
  }

  /** Returns the rows of a model, method and rank as trials have them. */
  List<Row> matching(String model, String method, @Nullable Long rank) {
    return rows.stream()
        .filter(row -> models.getOrDefault(row.model(), List.of()).contains(model))
        .filter(row -> row.method().equals(method) && Objects.equals(row.rank(), rank))
        .toList();
  }
}
