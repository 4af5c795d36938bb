package org.dashsweep.trial.dreambooth;

import static org.dashsweep.trial.dreambooth.DreamboothParameters.CLIP;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.DINO;
import static org.dashsweep.trial.dreambooth.DreamboothParameters.VAE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.source.Locations;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.trial.EvaluationRows;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.InputProblem;
import org.dashsweep.trial.MemoryEstimate;
import org.dashsweep.trial.TrialPreflight;

/** Examines DreamBooth trials before any of them runs. */
final class DreamboothPreflight implements TrialPreflight {
  /** Bytes of a pixel in a PNG of a photo-like picture. */
  private static final double BYTES_PER_PIXEL = 1.6;

  private static final double MEGABYTE = 1e6;

  private final Locations locations;
  private final DreamboothChecks checks;
  private final Map<String, String> models = new ConcurrentHashMap<>();
  private final Map<TrialConfig, String> rows = new ConcurrentHashMap<>();

  DreamboothPreflight(Locations locations) {
    this.locations = locations;
    this.checks = new DreamboothChecks(locations);
  }

  @Override
  public List<InputProblem> problems(TrialConfig config) {
    return checks.problems(config);
  }

  @Override
  public List<String> remarks(TrialConfig config) {
    DreamboothSettings settings = new DreamboothSettings(config);
    List<String> remarks = new ArrayList<>();
    int pictures = checks.rowsOf(config).prompts() * settings.imagesPerPrompt();
    double bytes =
        BYTES_PER_PIXEL * pictures * settings.resolution() * (double) settings.resolution();
    remarks.add(
        String.format(
            Locale.ROOT,
            "each trial keeps %d pictures of %d pixels square, about %.1f MB, below images in the output directory",
            pictures,
            settings.resolution(),
            bytes / MEGABYTE));
    remarks.addAll(InitialAdapter.remarks(config, locations));
    return remarks;
  }

  @Override
  public List<String> metricsAtRungs(TrialConfig config) {
    return List.of(PictureMetrics.DINO, PictureMetrics.CLIP_I, PictureMetrics.CLIP_T);
  }

  @Override
  public String ofModel(String model) {
    return models.computeIfAbsent(
        model, name -> FileFingerprint.of(ModelPlaces.find(name, locations)));
  }

  @Override
  public Set<Parameter<?>> dataParameters() {
    Set<Parameter<?>> parameters = new HashSet<>(DreamboothParameters.ROWS);
    parameters.addAll(List.of(VAE, DINO, CLIP, InitialAdapter.PARAMETER));
    return Set.copyOf(parameters);
  }

  @Override
  public String ofData(TrialConfig config) {
    List<String> parts = new ArrayList<>();
    parts.add(ofRows(config));
    for (Parameter<String> model : List.of(VAE, DINO, CLIP)) {
      parts.add(config.find(model).map(this::ofModel).orElse(""));
    }
    return InitialAdapter.fingerprint(DreamboothInputs.hash(parts), config, locations);
  }

  private String ofRows(TrialConfig config) {
    return rows.computeIfAbsent(
        config.only(DreamboothParameters.ROWS),
        narrowed ->
            new DreamboothInputs(new DreamboothSettings(narrowed), locations).fingerprint());
  }

  @Override
  public double expectedCoreSeconds(TrialConfig config) {
    return cost(config).coreSeconds();
  }

  @Override
  public MemoryEstimate memory(TrialConfig config) {
    return cost(config).memory();
  }

  private DreamboothCost cost(TrialConfig config) {
    return new DreamboothCost(
        new DreamboothSettings(config), checks.outlines(config), checks.rowsOf(config));
  }

  /** Pictures are comparable that are of the same prompts and noise, against the same photos. */
  @Override
  public EvaluationRows evaluationRows(TrialConfig config) {
    DreamboothSettings settings = new DreamboothSettings(config);
    DreamboothInputs inputs = new DreamboothInputs(settings, locations);
    List<String> parts = new ArrayList<>(inputs.prompts());
    parts.add(inputs.subject().fingerprint());
    parts.add(ofModel(settings.dino()));
    parts.add(ofModel(settings.clip()));
    parts.add(Integer.toString(settings.imagesPerPrompt()));
    parts.add(Integer.toString(settings.samplingSeed()));
    return new EvaluationRows(DreamboothInputs.hash(parts), null);
  }
}
