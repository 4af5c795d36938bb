package org.dashsweep.trial.commonsense;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.model.EmbeddingRows;
import org.dashsweep.source.Locations;
import org.dashsweep.space.Parameter;
import org.dashsweep.space.SearchSpace;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.TrialFailures;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialParameters;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;

/**
 * Runs commonsense trials. It loads each base model once for each device and encodes each data set
 * once, however many trials use them. It frees them when it is closed.
 */
final class CommonsenseTrialRunner implements TrialRunner {
  /** The parameters that decide what {@link CommonsenseTrialData} holds. */
  static final Set<Parameter<?>> DATA =
      Set.of(
          SearchSpace.MODEL,
          CommonsenseParameters.DATA,
          CommonsenseParameters.TRAIN_SET,
          TrialParameters.TRAIN_ROWS,
          CommonsenseParameters.DATA_SETS,
          CommonsenseParameters.DESCRIPTIONS,
          CommonsenseParameters.CUTOFF,
          CommonsenseParameters.TRAIN_ON_INPUTS,
          CommonsenseParameters.SCORERS,
          CommonsenseParameters.VALIDATION_ROWS,
          CommonsenseParameters.VALIDATION_SEED,
          CommonsenseParameters.EVALUATION_ROWS);

  private final Locations locations;
  private final Map<BaseKey, LoadedDecoder> bases = new ConcurrentHashMap<>();
  private final Map<TrialConfig, CommonsenseTrialData> data = new ConcurrentHashMap<>();

  CommonsenseTrialRunner(Locations locations) {
    this.locations = locations;
  }

  private record BaseKey(String model, Precision precision, Device device) {}

  @Override
  public TrialResult run(TrialRequest request, TrialListener listener) {
    CommonsenseSettings settings = new CommonsenseSettings(request.config());
    return TrialFailures.classify(
        () -> {
          Torch.prepareThread(request.threads());
          listener.phase(TrialListener.Phase.LOADING);
          LoadedDecoder base = base(settings, request.device());
          if (!settings.common().trains()) {
            try (UntunedCommonsense trial =
                new UntunedCommonsense(request, settings, base, data(settings, base), listener)) {
              return trial.run();
            }
          }
          try (CommonsenseTrial trial =
              new CommonsenseTrial(
                  request,
                  settings,
                  base,
                  data(settings, base),
                  InitialAdapter.read(settings.common().config(), locations),
                  listener)) {
            return trial.run();
          }
        });
  }

  private LoadedDecoder base(CommonsenseSettings settings, Device device) {
    return bases.computeIfAbsent(
        new BaseKey(settings.common().model(), settings.common().basePrecision(), device),
        key -> LoadedDecoder.load(key.model(), locations, key.precision(), key.device()));
  }

  private CommonsenseTrialData data(CommonsenseSettings settings, LoadedDecoder base) {
    return data.computeIfAbsent(
        settings.common().config().only(DATA),
        key -> {
          CommonsenseTrialData read =
              CommonsenseTrialData.read(
                  new CommonsenseInputs(settings, locations),
                  base.tokenizer(),
                  new Positions(
                      settings.common().model(), base.model().config().maximumPositions()));
          int rows = base.model().config().vocabularySize();
          read.requireEmbeddings(new EmbeddingRows(settings.common().model(), rows, 0));
          return read;
        });
  }

  @Override
  public void close() {
    List<LoadedDecoder> loaded = new ArrayList<>(bases.values());
    bases.clear();
    data.clear();
    loaded.forEach(LoadedDecoder::close);
  }
}
