package org.dashsweep.trial.dreambooth;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dashsweep.data.BatchOrder;
import org.dashsweep.data.StableHash;
import org.dashsweep.diffusion.NoiseSchedule;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.model.sdxl.NoisyBatch;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.train.DenoisingObjective;
import org.jspecify.annotations.Nullable;

/**
 * The examples of a trial's training. Example e belongs to update e / batch size. It is a photo, a
 * sample of the photo's posterior, a timestep and noise, all of them functions of the seed and e:
 * splits of an update into passes are equal, and a trial resumes anywhere.
 *
 * <p>Photos come in epochs of shuffled order, whatever the batch size. With prior preservation each
 * example brings a picture of the class, drawn by the same rule.
 */
final class PhotoDraws implements DenoisingObjective.Draws {
  private final Plan plan;
  private final TensorScope scope;
  private final NoiseSchedule schedule;
  private final Map<Integer, Prompts> prompts = new HashMap<>();
  private int epoch = -1;
  private int[] order = new int[0];

  /**
   * The settings of the examples.
   *
   * @param examples of the whole training
   * @param scaling factor of latents
   * @param minSnrGamma γ of the loss weights, or null for equal weights
   */
  record Plan(
      int examples,
      BatchOrder order,
      long seed,
      LatentShape shape,
      double scaling,
      @Nullable Double minSnrGamma) {}

  private final Pictures photos;
  private final @Nullable Pictures ofClass;

  /**
   * Pictures of one kind.
   *
   * @param weight of their errors in the loss
   */
  record Pictures(List<LatentPhoto> photos, PromptState prompt, double weight) {
    Pictures {
      photos = List.copyOf(photos);
    }
  }

  /** Prompts of a batch, on the device: they are the same in every update. */
  private record Prompts(Tensor hidden, Tensor pooled) {}

  /**
   * The examples of a training.
   *
   * @param scope of the training, keeps the prompts
   * @param ofClass null without prior preservation
   */
  PhotoDraws(
      Plan plan,
      TensorScope scope,
      NoiseSchedule schedule,
      Pictures photos,
      @Nullable Pictures ofClass) {
    this.plan = plan;
    this.scope = scope;
    this.schedule = schedule;
    this.photos = photos;
    this.ofClass = ofClass;
  }

  @Override
  public int count() {
    return plan.examples();
  }

  @Override
  public NoisyBatch batch(TensorScope work, int[] examples) {
    int rows = ofClass == null ? examples.length : 2 * examples.length;
    Rows batch = new Rows(rows);
    for (int i = 0; i < examples.length; i++) {
      batch.put(i, photos, photo(examples[i]), random("photo", examples[i]));
      if (ofClass != null) {
        SplittableRandom random = random("class", examples[i]);
        batch.put(examples.length + i, ofClass, random.nextInt(ofClass.photos().size()), random);
      }
    }
    return batch.on(work, prompts(examples.length));
  }

  private SplittableRandom random(String kind, int example) {
    return new SplittableRandom(StableHash.of(kind, plan.seed() + " " + example));
  }

  /** The photo of an example: every photo once an epoch. */
  private int photo(int example) {
    int count = photos.photos().size();
    if (example / count != epoch) {
      epoch = example / count;
      int[] lengths = new int[count];
      Arrays.fill(lengths, 1);
      order = plan.order().epoch(lengths, count, plan.seed(), epoch).get(0);
    }
    return order[example % count];
  }

  private Prompts prompts(int examples) {
    return prompts.computeIfAbsent(
        examples,
        count -> {
          PromptState[] rows = new PromptState[ofClass == null ? count : 2 * count];
          Arrays.fill(rows, 0, count, photos.prompt());
          if (ofClass != null) {
            Arrays.fill(rows, count, rows.length, ofClass.prompt());
          }
          Conditioning tensors =
              PromptRows.on(
                  scope,
                  List.of(rows),
                  Collections.nCopies(rows.length, new float[PromptRows.TIME_IDS]));
          return new Prompts(tensors.prompts(), tensors.pooled());
        });
  }

  /** The rows of a batch in the host's memory. */
  private final class Rows {
    private final float[] noisy;
    private final float[] noise;
    private final float[] timesteps;
    private final float[] timeIds;
    private final double[] weights;

    Rows(int rows) {
      int elements = plan.shape().elements();
      noisy = new float[rows * elements];
      noise = new float[rows * elements];
      timesteps = new float[rows];
      timeIds = new float[rows * PromptRows.TIME_IDS];
      weights = new double[rows];
    }

    void put(int row, Pictures of, int picture, SplittableRandom random) {
      LatentPhoto photo = of.photos().get(picture);
      int elements = plan.shape().elements();
      float[] posterior = NoiseSeeds.normal(random.nextLong(), elements);
      float[] added = NoiseSeeds.normal(random.nextLong(), elements);
      int timestep = random.nextInt(schedule.timesteps());
      float signal = schedule.signal(timestep);
      float noiseLevel = schedule.noise(timestep);
      float scaling = (float) plan.scaling();
      for (int i = 0; i < elements; i++) {
        float latent = (photo.mean()[i] + photo.deviation()[i] * posterior[i]) * scaling;
        noisy[row * elements + i] = signal * latent + noiseLevel * added[i];
        noise[row * elements + i] = added[i];
      }
      timesteps[row] = timestep;
      weights[row] = of.weight() * weight(timestep);
      for (int i = 0; i < PromptRows.TIME_IDS; i++) {
        timeIds[row * PromptRows.TIME_IDS + i] = photo.timeIds()[i];
      }
    }

    NoisyBatch on(TensorScope work, Prompts prompts) {
      int rows = timesteps.length;
      LatentShape shape = plan.shape();
      return new NoisyBatch(
          work.floats(noisy, rows, shape.channels(), shape.side(), shape.side()),
          work.floats(noise, rows, shape.channels(), shape.side(), shape.side()),
          timesteps,
          new Conditioning(
              prompts.hidden(), prompts.pooled(), work.floats(timeIds, rows, PromptRows.TIME_IDS)),
          weights);
    }
  }

  /** min(SNR, γ) / SNR, for noise as what is predicted (Hang et al., 2023). */
  private double weight(int timestep) {
    @Nullable Double gamma = plan.minSnrGamma();
    if (gamma == null) {
      return 1;
    }
    double snr = schedule.signalToNoise(timestep);
    return Math.min(snr, gamma) / snr;
  }
}
