package org.dashsweep.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dashsweep.checkpoint.CheckpointException;
import org.dashsweep.data.DataException;
import org.dashsweep.data.EncodedData;
import org.dashsweep.data.LabelledData;
import org.dashsweep.data.Tasks;
import org.dashsweep.model.ModelException;
import org.dashsweep.sweep.Cell;
import org.dashsweep.tensor.Precision;
import org.dashsweep.tensor.Torch;
import org.dashsweep.tokenizer.TextTokenizer;
import org.dashsweep.tokenizer.TokenizerException;
import org.dashsweep.train.DivergenceException;

/**
 * Runs sequence-classification trials. It loads each base model and encodes each data set once,
 * however many trials use them, and frees them when it is closed.
 */
public final class ClassificationTrialRunner implements TrialRunner {
  private final Tasks tasks = Tasks.bundled();
  private final Map<BaseKey, LoadedBase> bases = new ConcurrentHashMap<>();
  private final Map<DataKey, EncodedData> data = new ConcurrentHashMap<>();

  private record BaseKey(String model, Precision precision) {}

  private record DataKey(String model, String task, int maximumLength, int trainRows) {}

  @Override
  public TrialResult run(TrialRequest request, TrialListener listener) {
    TrialSettings settings = new TrialSettings(new Cell(request.parameters()));
    try {
      Torch.prepareThread(request.threads());
      listener.phase(TrialListener.Phase.LOADING);
      LoadedBase base = base(settings);
      EncodedData encoded = data(settings, base);
      try (ClassificationTrial trial =
          new ClassificationTrial(request, settings, base.model(), encoded, listener)) {
        return trial.run();
      }
    } catch (DivergenceException e) {
      throw new TrialException(FailureClass.DIVERGED, e);
    } catch (CheckpointException
        | ModelException
        | TokenizerException
        | DataException
        | IllegalArgumentException e) {
      throw new TrialException(FailureClass.BAD_INPUT, e);
    } catch (RuntimeException e) {
      if (Torch.isOutOfMemory(e)) {
        throw new TrialException(FailureClass.OUT_OF_MEMORY, e);
      }
      throw e;
    }
  }

  private LoadedBase base(TrialSettings settings) {
    return bases.computeIfAbsent(
        new BaseKey(settings.model(), settings.basePrecision()),
        key -> LoadedBase.load(key.model(), key.precision()));
  }

  private EncodedData data(TrialSettings settings, LoadedBase base) {
    LabelledData all = tasks.load(settings.task());
    int rows = settings.trainRows(all.train().size());
    int length = Math.min(settings.maximumLength(), base.model().config().maximumPositions());
    return data.computeIfAbsent(
        new DataKey(settings.model(), settings.task(), length, rows),
        key -> {
          try (TextTokenizer tokenizer = base.tokenizer()) {
            return EncodedData.encode(all.withTrainRows(rows), tokenizer, length);
          }
        });
  }

  @Override
  public void close() {
    List<LoadedBase> loaded = new ArrayList<>(bases.values());
    bases.clear();
    data.clear();
    loaded.forEach(LoadedBase::close);
  }
}
