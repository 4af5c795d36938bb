package org.dashsweep.trial.classification;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.LabelledData;
import org.dashsweep.source.Locations;
import org.dashsweep.space.TrialConfig;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.TrialFailures;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;

/**
 * Runs sequence-classification trials. It loads each base model once for each device and encodes
 * each data set once, however many trials use them. It frees them when it is closed.
 */
final class ClassificationTrialRunner implements TrialRunner {
  private final Locations locations;
  private final Map<BaseKey, LoadedEncoder> bases = new ConcurrentHashMap<>();
  private final Map<DataKey, EncodedData> data = new ConcurrentHashMap<>();

  ClassificationTrialRunner(Locations locations) {
    this.locations = locations;
  }

  private record BaseKey(String model, Precision precision, Device device) {}

  private record DataKey(
      String model, Path directory, TrialConfig rows, int maximumLength, int trainRows) {}

  @Override
  public TrialResult run(TrialRequest request, TrialListener listener) {
    ClassificationSettings settings = new ClassificationSettings(request.config());
    return TrialFailures.classify(
        () -> {
          Torch.prepareThread(request.threads());
          listener.phase(TrialListener.Phase.LOADING);
          LoadedEncoder base = base(settings, request.device());
          EncodedData encoded = data(settings, base);
          if (!settings.common().trains()) {
            try (UntunedClassification trial =
                new UntunedClassification(request, settings, base, encoded, listener)) {
              return trial.run();
            }
          }
          try (ClassificationTrial trial =
              new ClassificationTrial(
                  request,
                  settings,
                  base.model(),
                  encoded,
                  InitialAdapter.read(settings.common().config(), locations),
                  listener)) {
            return trial.run();
          }
        });
  }

  private LoadedEncoder base(ClassificationSettings settings, Device device) {
    return bases.computeIfAbsent(
        new BaseKey(settings.common().model(), settings.common().basePrecision(), device),
        key -> LoadedEncoder.load(key.model(), locations, key.precision(), key.device()));
  }

  private EncodedData data(ClassificationSettings settings, LoadedEncoder base) {
    LabelledData seen = settings.seen(settings.data(locations));
    int length = settings.length(base.model());
    return data.computeIfAbsent(
        new DataKey(
            settings.common().model(),
            settings.dataDirectory(locations),
            settings.common().config().only(ClassificationParameters.ROWS),
            length,
            seen.train().size()),
        key -> {
          try (TextTokenizer tokenizer = base.tokenizer()) {
            EncodedData encoded = EncodedData.encode(seen, tokenizer, length);
            ClassificationChecks.requireEmbeddings(key.model(), base.model(), encoded);
            return encoded;
          }
        });
  }

  @Override
  public void close() {
    List<LoadedEncoder> loaded = new ArrayList<>(bases.values());
    bases.clear();
    data.clear();
    loaded.forEach(LoadedEncoder::close);
  }
}
