package org.dashsweep.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.WritableTensor;
import org.dashsweep.weights.safetensors.SafetensorsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceWriterTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNode CONFIG = JSON.createObjectNode().put("model_type", "llama");

  private final Path folder;

  HuggingFaceWriterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Bytes that are made when they are asked for, and what had been asked for. */
  private record Made(String name, int elements, List<String> asked) implements WritableTensor {
    @Override
    public ElementType type() {
      return ElementType.UINT8;
    }

    @Override
    public List<Long> shape() {
      return List.of((long) elements);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      asked.add(name);
      byte[] bytes = new byte[elements];
      bytes[0] = (byte) name.charAt(0);
      channel.write(ByteBuffer.wrap(bytes));
    }
  }

  @Test
  void fillsFilesUpToTheLimitInTheOrderOfNames() throws IOException {
    List<String> asked = new ArrayList<>();
    HuggingFaceWriter.write(folder, CONFIG, tensors(asked, 40, 60, 1, 250, 10, 10), 100);

    assertThat(asked).as("each tensor once").containsExactly("a", "b", "c", "d", "e", "f");
    assertThat(names())
        .containsExactly(
            "config.json",
            "model-00001-of-00004.safetensors",
            "model-00002-of-00004.safetensors",
            "model-00003-of-00004.safetensors",
            "model-00004-of-00004.safetensors",
            "model.safetensors.index.json");
    JsonNode index = JSON.readTree(folder.resolve("model.safetensors.index.json").toFile());
    assertThat(index.path("metadata").path("total_size").asLong()).isEqualTo(371);
    assertThat(index.path("weight_map").path("d").asText())
        .isEqualTo("model-00003-of-00004.safetensors");
    assertThat(SafetensorsReader.read(folder.resolve("model-00001-of-00004.safetensors")).tensors())
        .containsOnlyKeys("a", "b");

    HuggingFaceDirectory read = HuggingFaceDirectory.read(folder);
    assertThat(read.config()).isEqualTo(CONFIG);
    assertThat(read.checkpoint().metadata()).isEqualTo(Map.of("format", "pt"));
    read.checkpoint()
        .tensors()
        .forEach(
            (name, tensor) -> assertThat(tensor.bytes().get(0)).isEqualTo((byte) name.charAt(0)));
  }

  @Test
  void whatFitsIsOneFileWithoutAnIndex() throws IOException {
    HuggingFaceWriter.write(folder, CONFIG, tensors(new ArrayList<>(), 40, 60), 100);

    assertThat(names()).containsExactly("config.json", "model.safetensors");
    assertThat(HuggingFaceDirectory.read(folder).checkpoint().tensors()).containsOnlyKeys("a", "b");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static SortedMap<String, WritableTensor> tensors(List<String> asked, int... sizes) {
    SortedMap<String, WritableTensor> tensors = new TreeMap<>();
    for (int i = 0; i < sizes.length; i++) {
      String name = String.valueOf((char) ('a' + i));
      tensors.put(name, new Made(name, sizes[i], asked));
    }
    return tensors;
  }
}
