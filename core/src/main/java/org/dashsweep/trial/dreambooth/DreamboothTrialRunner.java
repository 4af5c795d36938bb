package org.dashsweep.trial.dreambooth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.model.sdxl.UnetModel;
import org.dashsweep.source.Locations;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Torch;
import org.dashsweep.trial.InitialAdapter;
import org.dashsweep.trial.TrialFailures;
import org.dashsweep.trial.TrialListener;
import org.dashsweep.trial.TrialRequest;
import org.dashsweep.trial.TrialResult;
import org.dashsweep.trial.TrialRunner;

/**
 * Runs DreamBooth trials. It loads each U-Net once for each device and prepares each subject once,
 * however many trials use them: the other models are gone before the first update. It frees U-Nets
 * when it is closed.
 */
final class DreamboothTrialRunner implements TrialRunner {
  /** Subjects whose prepared photos and prompts are kept. */
  private static final int KEPT_SUBJECTS = 8;

  private final Locations locations;
  private final ComputedTensors computed;
  private final Map<BaseKey, UnetModel> bases = new ConcurrentHashMap<>();
  private final Map<SubjectModels.Named, SubjectModels> models = new ConcurrentHashMap<>();
  private final Map<Preparation.Key, PreparedSubject> subjects =
      new LinkedHashMap<>(KEPT_SUBJECTS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Preparation.Key, PreparedSubject> eldest) {
          return size() > KEPT_SUBJECTS;
        }
      };

  DreamboothTrialRunner(Locations locations) {
    this.locations = locations;
    this.computed = new ComputedTensors(locations.remote().cache());
  }

  private record BaseKey(String model, Precision precision, Device device) {}

  @Override
  public TrialResult run(TrialRequest request, TrialListener listener) {
    DreamboothSettings settings = new DreamboothSettings(request.config());
    return TrialFailures.classify(
        () -> {
          Torch.prepareThread(request.threads());
          listener.phase(TrialListener.Phase.LOADING);
          SubjectModels files = models(settings, request.device());
          // Before the U-Net: text encoders and VAE have left the device when it comes.
          PreparedSubject subject = subject(settings, files, request);
          UnetModel base = base(settings, files, request.device());
          if (!settings.common().trains()) {
            try (UntunedDreambooth trial =
                new UntunedDreambooth(request, settings, base, subject, files, listener)) {
              return trial.run();
            }
          }
          try (DreamboothTrial trial =
              new DreamboothTrial(
                  request,
                  settings,
                  base,
                  subject,
                  files,
                  InitialAdapter.read(request.config(), locations),
                  listener)) {
            return trial.run();
          }
        });
  }

  private SubjectModels models(DreamboothSettings settings, Device device) {
    return models.computeIfAbsent(
        SubjectModels.Named.of(settings, device), named -> SubjectModels.read(named, locations));
  }

  private UnetModel base(DreamboothSettings settings, SubjectModels files, Device device) {
    return bases.computeIfAbsent(
        new BaseKey(settings.common().model(), settings.basePrecision(), device),
        key -> files.loadUnet(key.precision()));
  }

  private PreparedSubject subject(
      DreamboothSettings settings, SubjectModels files, TrialRequest request) {
    Preparation preparation =
        new Preparation(
            settings,
            new DreamboothInputs(settings, locations),
            files,
            computed,
            request.threads());
    synchronized (subjects) {
      return subjects.computeIfAbsent(preparation.key(), key -> preparation.prepare());
    }
  }

  @Override
  public void close() {
    List<UnetModel> loaded = new ArrayList<>(bases.values());
    bases.clear();
    models.clear();
    synchronized (subjects) {
      subjects.clear();
    }
    loaded.forEach(UnetModel::close);
  }
}
