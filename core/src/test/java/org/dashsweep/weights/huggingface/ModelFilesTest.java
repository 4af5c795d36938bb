package org.dashsweep.weights.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.dashsweep.weights.CheckpointException;
import org.junit.jupiter.api.Test;

class ModelFilesTest {
  private static final Set<String> SMALL =
      Set.of("config.json", "tokenizer.json", "tokenizer.model", "vocab.txt");
  private static final Set<String> OTHERS =
      Set.of(
          "README.md",
          ".gitattributes",
          "tf_model.h5",
          "consolidated.safetensors",
          "model.fp16.safetensors",
          "training_args.bin",
          "optimizer.pt");

  @Test
  void weightsAreNeededInOneFormat() throws IOException {
    Set<String> names = union(SMALL, OTHERS, Set.of("model.safetensors", "pytorch_model.bin"));
    assertThat(needed(names, "")).isEqualTo(union(SMALL, Set.of("model.safetensors")));
    names.remove("model.safetensors");
    assertThat(needed(names, "")).isEqualTo(union(SMALL, Set.of("pytorch_model.bin")));
    names.remove("pytorch_model.bin");
    assertThat(needed(names, "")).isEqualTo(SMALL);
  }

  @Test
  void shardsAreThoseOfTheIndex() throws IOException {
    Set<String> index = Set.of("pytorch_model.bin.index.json");
    Set<String> names = union(SMALL, OTHERS, index, Set.of("a.bin", "b.bin", "c.bin"));
    assertThat(needed(names, "{'weight_map':{'x':'a.bin','y':'c.bin','z':'missing.bin'}}"))
        .isEqualTo(union(SMALL, index, Set.of("a.bin", "c.bin")));
    assertThatThrownBy(() -> needed(names, "{'weight_map':{'x':'../../a.bin'}}"))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "s3a://b/m/pytorch_model.bin.index.json names a shard for tensor x that is not a .bin file beside it: ../../a.bin");
  }

  @Test
  void ggufFileIsNeededWithoutOtherWeights() throws IOException {
    assertThat(needed(union(SMALL, OTHERS, Set.of("a.gguf")), ""))
        .isEqualTo(union(SMALL, Set.of("a.gguf")));
    assertThat(needed(union(SMALL, Set.of("a.gguf", "model.safetensors")), ""))
        .isEqualTo(union(SMALL, Set.of("model.safetensors")));
    assertThatThrownBy(() -> needed(Set.of("a.gguf", "b.gguf"), ""))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("s3a://b/m holds 2 GGUF files and no other weights");
  }

  private static Set<String> needed(Set<String> names, String index) throws IOException {
    return ModelFiles.needed(
        "s3a://b/m", names, name -> index.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @SafeVarargs
  private static Set<String> union(Set<String>... sets) {
    Set<String> all = new TreeSet<>();
    for (Set<String> set : sets) {
      all.addAll(set);
    }
    return all;
  }
}
