package org.dashsweep.jobs.analysis.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.dashsweep.file.Json;
import org.dashsweep.jobs.tables.DerivedTables;
import org.dashsweep.jobs.tables.ResultStore;
import org.dashsweep.jobs.tables.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * The analysis of an output directory: {@code analysis/TABLE/rows.parquet}, and {@code
 * analysis/analysis.json}, which is written last and names the files that belong together.
 *
 * @param store whose output directory it lies in
 */
public record AnalysisStore(ResultStore store) {
  private static final String FOLDER = "analysis";
  private static final String MANIFEST = FOLDER + "/analysis.json";

  /** One more whenever columns come or go. */
  private static final int FORMAT = 1;

  private static final String REMEDY = "run dash-sweep analyse again";

  /**
   * The files that belong together.
   *
   * @param format of the tables
   * @param madeOf fingerprint of the tables that they were made of
   * @param files table to what tells its file from all others
   */
  record Manifest(int format, String madeOf, SortedMap<String, String> files) {
    Manifest {
      files = new TreeMap<>(files);
    }
  }

  /**
   * Replaces the analysis. Each file is replaced whole or not at all. Until the last is there,
   * readers are told that the files do not belong together.
   */
  public void write(StoredAnalysis stored) throws IOException {
    Analysis analysis = stored.analysis();
    SortedMap<String, String> files = new TreeMap<>();
    for (AnalysisTables.Kept<?> table : AnalysisTables.ALL) {
      write(table, analysis, files);
    }
    store.writeFile(
        MANIFEST, Json.MAPPER.writeValueAsBytes(new Manifest(FORMAT, stored.madeOf(), files)));
  }

  /**
   * Reads the analysis, if there is one.
   *
   * @throws IOException if a file is damaged, or the files do not belong together
   */
  public Optional<StoredAnalysis> read() throws IOException {
    @Nullable Manifest manifest = manifest();
    if (manifest == null) {
      return Optional.empty();
    }
    return Optional.of(
        new StoredAnalysis(
            new Analysis(
                read(AnalysisTables.SURROGATES, manifest),
                read(AnalysisTables.IMPORTANCE, manifest),
                read(AnalysisTables.MARGINALS, manifest),
                read(AnalysisTables.INTERACTIONS, manifest),
                read(AnalysisTables.COST_CORRELATIONS, manifest),
                read(AnalysisTables.PARETO, manifest),
                read(AnalysisTables.CURVE_CLUSTERS, manifest),
                read(AnalysisTables.CURVE_MEMBERS, manifest),
                read(AnalysisTables.VERDICTS, manifest)),
            manifest.madeOf()));
  }

  private <R> void write(AnalysisTables.Kept<R> table, Analysis analysis, Map<String, String> files)
      throws IOException {
    TableSchema<R> schema = table.schema();
    files.put(schema.name(), tables().write(schema, table.rows().apply(analysis)));
  }

  private <R> List<R> read(TableSchema<R> table, Manifest manifest) throws IOException {
    @Nullable String identity = manifest.files().get(table.name());
    if (identity == null) {
      throw new IOException(
          String.format(Locale.ROOT, "%s names no file of %s: %s", place(), table, REMEDY));
    }
    return tables().read(table, identity, REMEDY);
  }

  private @Nullable Manifest manifest() throws IOException {
    Optional<byte[]> content = store.readFile(MANIFEST);
    if (content.isEmpty()) {
      return null;
    }
    try {
      Manifest manifest = Json.MAPPER.readValue(content.get(), Manifest.class);
      if (manifest.format() != FORMAT) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s is of another version of dash-sweep: %s", place(), REMEDY));
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw new IOException(String.format(Locale.ROOT, "%s is damaged: %s", place(), REMEDY), e);
    }
  }

  private String place() {
    return store.directory() + "/" + MANIFEST;
  }

  private DerivedTables tables() {
    return new DerivedTables(store, FOLDER);
  }
}
