package org.dashsweep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.model.sdxl.UnetConfig;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.StoredTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.dashsweep.weights.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SdxlFilesTest {
  private static final Path ROOT = root();
  private static final Path MICRO = ROOT.resolve("sdxl-micro");
  private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

  @TempDir private Path folder;

  private static Path root() {
    try {
      return Path.of(
          Objects.requireNonNull(
                  SdxlFilesTest.class.getResource("/org/dashsweep/verification/sdxl"))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void copy() throws IOException {
    try (Stream<Path> files = Files.walk(MICRO)) {
      for (Path file : files.toList()) {
        Path target = folder.resolve(MICRO.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static void sameTensors(Checkpoint own, Checkpoint expected) {
    assertThat(own.tensors().keySet()).isEqualTo(expected.tensors().keySet());
    own.tensors()
        .forEach(
            (name, tensor) -> {
              StoredTensor other = expected.tensor(name);
              assertThat(tensor.shape()).as(name).isEqualTo(other.shape());
              assertThat(tensor.toFloats()).as(name).isEqualTo(other.toFloats());
            });
  }

  /** The single file was checked with diffusers' own conversion when it was made. */
  @Test
  void readsTheOriginalLayout() throws IOException {
    copy();
    Path file = folder.resolve("original.safetensors");
    Files.copy(ROOT.resolve("original.safetensors"), file);

    SdxlFiles single = SdxlFiles.read(file);
    SdxlFiles directory = SdxlFiles.read(MICRO);

    sameTensors(single.unet().checkpoint(), directory.unet().checkpoint());
    sameTensors(single.vae().checkpoint(), directory.vae().checkpoint());
    sameTensors(single.text().second().checkpoint(), directory.text().second().checkpoint());
    assertThat(single.text().first().checkpoint().tensors())
        .hasSameSizeAs(directory.text().first().checkpoint().tensors());
    assertThat(single.scheduler().steps(50).sigmas())
        .isEqualTo(directory.scheduler().steps(50).sigmas());
    assertThat(single.emptyPrompt()).isEqualTo(SdxlFiles.EmptyPrompt.ZEROS);
  }

  @Test
  void asksForTokenizersBesideTheOriginalLayout() throws IOException {
    copy();
    Path file = folder.resolve("original.safetensors");
    Files.copy(ROOT.resolve("original.safetensors"), file);
    Files.move(folder.resolve("tokenizer_2"), folder.resolve("elsewhere"));

    assertThatThrownBy(() -> SdxlFiles.read(file))
        .hasMessageStartingWith(
            folder.resolve("tokenizer_2") + " does not exist: " + file + " has no tokenizers");
  }

  @Test
  void refusesAFileOfOneModel() {
    Path file = MICRO.resolve("unet").resolve(WEIGHTS);

    assertThatThrownBy(() -> SdxlFiles.read(file))
        .hasMessageStartingWith(file + " is no whole SDXL: no tensor's name begins with");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diffusion_pytorch_model.fp16.safetensors",
        "diffusion_pytorch_model-00001-of-00001.safetensors",
        "diffusion_pytorch_model-00001-of-00001.fp16.safetensors",
        "diffusion_pytorch_model.fp16-00001-of-00001.safetensors"
      })
  void readsVariants(String name) throws IOException {
    copy();
    Files.move(folder.resolve("unet").resolve(WEIGHTS), folder.resolve("unet").resolve(name));

    sameTensors(
        SdxlFiles.read(folder).unet().checkpoint(), SdxlFiles.read(MICRO).unet().checkpoint());
  }

  @Test
  void readsShardsWithAndWithoutIndex() throws IOException {
    copy();
    Path unet = folder.resolve("unet");
    SortedMap<String, StoredTensor> all = SafetensorsReader.read(unet.resolve(WEIGHTS)).tensors();
    SortedMap<String, StoredTensor> first = new TreeMap<>(all.headMap("mid"));
    SortedMap<String, StoredTensor> second = new TreeMap<>(all.tailMap("mid"));
    List<String> names =
        List.of(
            "diffusion_pytorch_model-00001-of-00002.fp16.safetensors",
            "diffusion_pytorch_model-00002-of-00002.fp16.safetensors");
    SafetensorsWriter.write(unet.resolve(names.get(0)), first, Map.of());
    SafetensorsWriter.write(unet.resolve(names.get(1)), second, Map.of());
    Files.delete(unet.resolve(WEIGHTS));

    Checkpoint expected = SdxlFiles.read(MICRO).unet().checkpoint();
    sameTensors(SdxlFiles.read(folder).unet().checkpoint(), expected);

    StringBuilder index = new StringBuilder("{\"weight_map\": {");
    first.keySet().forEach(name -> index.append(entry(name, names.get(0))).append(','));
    second.keySet().forEach(name -> index.append(entry(name, names.get(1))).append(','));
    index.setLength(index.length() - 1);
    Files.writeString(
        unet.resolve("diffusion_pytorch_model.safetensors.index.fp16.json"),
        index.append("}}").toString());
    sameTensors(SdxlFiles.read(folder).unet().checkpoint(), expected);

    Files.delete(unet.resolve("diffusion_pytorch_model.safetensors.index.fp16.json"));
    Files.delete(unet.resolve(names.get(1)));
    assertThatThrownBy(() -> SdxlFiles.read(folder))
        .hasMessage(
            unet
                + " holds 1 shards such as "
                + names.get(0)
                + ", which says that there are 2; download all of them");
  }

  private static String entry(String name, String file) {
    return "\"" + name + "\": \"" + file + "\"";
  }

  @Test
  void takesAnotherAutoencoder() throws IOException {
    copy();
    Path other = folder.resolve("other");
    Files.createDirectories(other);
    Files.move(folder.resolve("vae/config.json"), other.resolve("config.json"));
    Files.move(folder.resolve("vae").resolve(WEIGHTS), other.resolve(WEIGHTS));

    SdxlFiles files = SdxlFiles.read(MICRO).withVae(other);

    assertThat(files.vae().source()).isEqualTo(other.resolve("config.json").toString());
  }

  @Test
  void refusesTextEncodersOfAnotherWidth() throws IOException {
    copy();
    Path config = folder.resolve("unet/config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"in_channels\": 4", "\"in_channels\": 5"));

    assertThatThrownBy(() -> SdxlFiles.read(folder))
        .hasMessage(config + " is not usable: out_channels must be in_channels, 5: 4");
  }

  /** The configuration of SDXL 1.0 has as many parameters as is known of it: 2.567 billion. */
  @Test
  void countsTheLayersOfThePublishedModel() {
    assertThat(
            UnetConfig.read("unet", OriginalFile.published("unet/config.json"))
                .linearLayers()
                .stream()
                .filter(layer -> layer.module().matches("attn.*to_(q|k|v|out\\.0)")))
        .hasSize(560);
  }
}
