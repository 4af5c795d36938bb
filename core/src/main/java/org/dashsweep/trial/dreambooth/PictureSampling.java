package org.dashsweep.trial.dreambooth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.dashsweep.diffusion.EulerSteps;
import org.dashsweep.diffusion.Guidance;
import org.dashsweep.diffusion.Sampler;
import org.dashsweep.image.ImageEncoding;
import org.dashsweep.image.ImageException;
import org.dashsweep.image.ImageFile;
import org.dashsweep.image.ImageSize;
import org.dashsweep.image.RgbImage;
import org.dashsweep.model.sdxl.Conditioning;
import org.dashsweep.model.sdxl.Denoiser;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.trial.PictureStore;
import org.dashsweep.trial.WithinMemory;

/**
 * Samples the pictures of a trial in groups, each of which is stored when it is done. A group whose
 * files are all there, of the same state of the adapters, is read instead: what a group holds does
 * not depend on where an earlier attempt ended. Confined to the trial's thread.
 */
final class PictureSampling {
  private static final String STATE = "state ";
  private static final String FLAGS = "; flags ";

  private final DreamboothSettings settings;
  private final PreparedSubject subject;
  private final EulerSteps steps;
  private final Progress progress;
  private final WithinMemory<Integer> together;

  /** Hears how many of all pictures are done; what it throws ends the sampling. */
  @FunctionalInterface
  interface Progress {
    void sampled(int done, int total);
  }

  PictureSampling(
      DreamboothSettings settings, PreparedSubject subject, EulerSteps steps, Progress progress) {
    this.settings = settings;
    this.subject = subject;
    this.steps = steps;
    this.progress = progress;
    this.together = WithinMemory.count(settings.sampledTogether());
  }

  /** The pictures that there are to be. */
  PictureList pictures() {
    return new PictureList(
        subject.prompts().size(), settings.imagesPerPrompt(), settings.samplingSeed());
  }

  /**
   * Samples what is missing.
   *
   * @param scope on the denoiser's device
   * @param vae makes pictures of latents
   * @param state of the adapters
   */
  List<SampledPicture> run(
      TensorScope scope, Denoiser denoiser, VaeDecoder vae, PictureStore store, String state) {
    return together.run(
        most -> {
          List<SampledPicture> pictures = new ArrayList<>();
          List<PictureList.Entry> entries = pictures().entries();
          for (int from = 0; from < entries.size(); from += most) {
            List<PictureList.Entry> group =
                entries.subList(from, Math.min(entries.size(), from + most));
            Optional<List<SampledPicture>> known = known(group, store, state);
            pictures.addAll(
                known.isPresent()
                    ? known.get()
                    : new Group(group, pictures.size(), entries.size())
                        .sample(scope, denoiser, vae, store, state));
            progress.sampled(pictures.size(), entries.size());
          }
          return pictures;
        });
  }

  private static Optional<List<SampledPicture>> known(
      List<PictureList.Entry> group, PictureStore store, String state) {
    List<SampledPicture> pictures = new ArrayList<>();
    for (PictureList.Entry entry : group) {
      Optional<SampledPicture> picture =
          store.read(entry.file()).flatMap(file -> known(entry, file, state));
      if (picture.isEmpty()) {
        return Optional.empty();
      }
      pictures.add(picture.get());
    }
    return Optional.of(pictures);
  }

  private static Optional<SampledPicture> known(
      PictureList.Entry entry, byte[] file, String state) {
    Optional<String> note = NotedPng.note(file);
    if (note.isEmpty() || !note.get().startsWith(STATE + state + FLAGS)) {
      return Optional.empty();
    }
    String flags = note.get().substring((STATE + state + FLAGS).length());
    try {
      return Optional.of(
          new SampledPicture(
              entry,
              ImageFile.decode(entry.file(), file),
              Arrays.stream(flags.split(" ")).filter(flag -> !flag.isEmpty()).toList()));
    } catch (ImageException damaged) {
      return Optional.empty();
    }
  }

  /** Pictures that are sampled at once. */
  private final class Group {
    private final List<PictureList.Entry> entries;
    private final int before;
    private final int total;

    Group(List<PictureList.Entry> entries, int before, int total) {
      this.entries = entries;
      this.before = before;
      this.total = total;
    }

    List<SampledPicture> sample(
        TensorScope scope, Denoiser denoiser, VaeDecoder vae, PictureStore store, String state) {
      float[] latents = latents(scope, denoiser);
      List<SampledPicture> pictures = new ArrayList<>();
      int elements = subject.shape().elements();
      for (int i = 0; i < entries.size(); i++) {
        float[] own = Arrays.copyOfRange(latents, i * elements, (i + 1) * elements);
        SampledPicture picture = picture(entries.get(i), own, vae);
        byte[] png = ImageEncoding.png(picture.picture());
        store.write(
            picture.entry().file(),
            NotedPng.with(png, STATE + state + FLAGS + String.join(" ", picture.flags())));
        pictures.add(picture);
        progress.sampled(before + i, total);
      }
      return pictures;
    }

    private float[] latents(TensorScope scope, Denoiser denoiser) {
      LatentShape shape = subject.shape();
      int count = entries.size();
      float[] noise = new float[count * shape.elements()];
      for (int i = 0; i < count; i++) {
        float[] own = NoiseSeeds.noise(entries.get(i).noiseSeed(), shape.elements());
        System.arraycopy(own, 0, noise, i * shape.elements(), own.length);
      }
      try (TensorScope work = scope.child()) {
        Tensor start = work.floats(noise, count, shape.channels(), shape.side(), shape.side());
        Conditioning prompts =
            conditioning(
                work,
                entries.stream()
                    .map(each -> subject.prompts().get(each.prompt()).state())
                    .toList());
        Conditioning none = conditioning(work, Collections.nCopies(count, subject.unconditional()));
        return new Sampler(work, denoiser, steps)
            .sample(
                work,
                start,
                new Guidance(settings.guidance(), prompts, none),
                (step, x) -> progress.sampled(before, total))
            .floats();
      }
    }

    private Conditioning conditioning(TensorScope work, List<PromptState> prompts) {
      int side = settings.resolution();
      float[] timeIds = {side, side, 0, 0, side, side};
      return PromptRows.on(work, prompts, Collections.nCopies(prompts.size(), timeIds));
    }

    private SampledPicture picture(PictureList.Entry entry, float[] latents, VaeDecoder vae) {
      float[] planes = vae.decode(latents, subject.shape());
      List<String> flags = new ArrayList<>();
      boolean finite = true;
      for (int i = 0; i < planes.length; i++) {
        if (!Float.isFinite(planes[i])) {
          finite = false;
          planes[i] = 0;
        } else {
          planes[i] = planes[i] / 2 + 0.5f;
        }
      }
      if (!finite) {
        flags.add(SampledPicture.NAN);
      }
      RgbImage picture =
          RgbImage.ofPlanes(new ImageSize(settings.resolution(), settings.resolution()), planes);
      if (picture.isBlack()) {
        flags.add(SampledPicture.BLACK);
      }
      return new SampledPicture(entry, picture, flags);
    }
  }
}
