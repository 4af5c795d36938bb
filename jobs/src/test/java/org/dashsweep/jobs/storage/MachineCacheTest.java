package org.dashsweep.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dashsweep.data.DataException;
import org.dashsweep.data.rows.RowFiles;
import org.dashsweep.data.rows.RowForm;
import org.dashsweep.source.Locations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineCacheTest {
  private static final String[] MODEL = {"config.json", "model.safetensors", "tokenizer.json"};

  private final List<String> lines = new ArrayList<>();
  private final Path remote;
  private final Path local;
  private final String model;

  MachineCacheTest(@TempDir Path folder) {
    this.remote = folder.resolve("remote");
    this.local = folder.resolve("cache");
    this.model = uri("llama");
  }

  @BeforeEach
  void writeModel() throws IOException {
    for (String name : MODEL) {
      write("llama/" + name, "content of " + name);
    }
    write("llama/README.md", "not needed");
    write("llama/pytorch_model.bin", "the same weights again");
    write("llama/original/weights.pth", "and again");
  }

  @Test
  void copiesWhatAModelNeedsOnce() throws IOException {
    Path copy = cache().model(model).orElseThrow();

    assertThat(names(copy)).containsExactly(MODEL);
    assertThat(copy.resolve("tokenizer.json")).hasContent("content of tokenizer.json");
    assertThat(copy.getParent()).isEqualTo(local);
    assertThat(copy.getFileName().toString()).matches("llama-[0-9a-f]{16}-[0-9a-f]{16}");
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("Copying %s to %s, 1 MB".formatted(model, copy));
    assertThat(lines.get(1)).startsWith("Copied " + model);
    assertThat(cache().model(model)).contains(copy);
    assertThat(WatchedFileSystem.opened(remote)).containsExactly(MODEL);
  }

  @Test
  void copiesTheShardsOfAnIndex() throws IOException {
    Files.delete(remote.resolve("llama/model.safetensors"));
    Files.delete(remote.resolve("llama/pytorch_model.bin"));
    write("llama/model.safetensors.index.json", "{\"weight_map\":{\"a\":\"x.safetensors\"}}");
    write("llama/x.safetensors", "x");
    write("llama/y.safetensors", "of something else");
    assertThat(names(cache().model(model).orElseThrow()))
        .containsExactly(
            "config.json", "model.safetensors.index.json", "tokenizer.json", "x.safetensors");
  }

  /** Faults are told by the URI, not by the copy's place. */
  @Test
  void rowsAreReadFromCopiesOfFilesAndDirectories() throws IOException {
    write("rows/part-0.csv", "text,label\na,b\n");
    write("rows/part-1.csv", "text,label\nc,d\n");
    write("rows/_SUCCESS", "");
    write("one.jsonl", "{\"text\": \"e\"}\n[]\n");
    Locations locations = Locations.of(null, null, cache());
    List<String> texts = new ArrayList<>();
    RowFiles.of(uri("rows"), locations.data(uri("rows")).path(), RowForm.BY_NAME)
        .read(List.of("text"), row -> texts.add(String.valueOf(row.values().get(0))));
    assertThat(texts).containsExactly("a", "c");
    RowFiles one =
        RowFiles.of(uri("one.jsonl"), locations.data(uri("one.jsonl")).path(), RowForm.BY_NAME);
    assertThatThrownBy(() -> one.read(List.of("text"), row -> {}))
        .isInstanceOf(DataException.class)
        .hasMessage(
            uri("one.jsonl") + ", line 2, is no JSON object but an array; a row is an object");
  }

  @Test
  void threadsAndProcessesThatAskTogetherCopyOnce()
      throws IOException, InterruptedException, ExecutionException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(CopyProcess.start(local, model));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> calls = new ArrayList<>();
      // Two names of one directory: a second channel of its lock would drop the first one's lock.
      Files.createDirectories(local);
      Path alias = Files.createSymbolicLink(local.resolveSibling("alias"), local);
      for (int i = 0; i < 8; i++) {
        Path cache = i % 2 == 0 ? local : alias;
        calls.add(
            () ->
                new MachineCache(new Configuration(), cache.toString(), line -> {})
                    .model(model)
                    .orElseThrow()
                    .toRealPath());
      }
      Path copy = cache().model(model).orElseThrow();
      for (Future<Path> each : threads.invokeAll(calls)) {
        assertThat(each.get()).isEqualTo(copy);
      }
      for (Process process : processes) {
        assertThat(process.inputReader().readLine()).isEqualTo(copy.toString());
        assertThat(process.waitFor()).isZero();
      }
    } finally {
      threads.shutdownNow();
      processes.forEach(Process::destroyForcibly);
    }
    assertThat(WatchedFileSystem.opened(remote)).containsExactly(MODEL);
  }

  @Test
  void whatHasChangedIsCopiedAgain() throws IOException {
    Path first = cache().model(model).orElseThrow();
    Files.setLastModifiedTime(remote.resolve("llama/config.json"), FileTime.fromMillis(1));
    Path second = cache().model(model).orElseThrow();
    write("llama/tokenizer.json", "longer than it was before");
    Path third = cache().model(model).orElseThrow();

    assertThat(second).isNotEqualTo(first);
    assertThat(third).isNotEqualTo(second);
    assertThat(third.resolve("tokenizer.json")).hasContent("longer than it was before");
    assertThat(first.resolve("tokenizer.json")).as("may be in use").exists();
  }

  @Test
  void anIncompleteCopyIsMadeAgain() throws IOException {
    Path copy = cache().model(model).orElseThrow();
    Files.writeString(copy.resolve("model.safetensors"), "short");
    Files.delete(copy.resolve("config.json"));
    assertThat(cache().model(model)).contains(copy);
    assertThat(names(copy)).containsExactly(MODEL);
    assertThat(copy.resolve("model.safetensors")).hasContent("content of model.safetensors");
  }

  @Test
  void aFailedCopyLeavesNothingAndACrashedOneIsRemoved() throws IOException {
    write("llama/unreadable.json", "{}");
    assertThatThrownBy(() -> cache().model(model))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot copy %s to this machine: connection reset", model);
    assertThat(visible(local)).isEmpty();
    assertThat(hidden(local)).allMatch(name -> name.endsWith(".lock"));

    Files.delete(remote.resolve("llama/unreadable.json"));
    Path copy = cache().model(model).orElseThrow();
    String name = copy.getFileName().toString();
    String uriPart = name.substring(0, name.lastIndexOf('-'));
    Path leftover = local.resolve("." + uriPart + ".0123.part");
    Path another = local.resolve(".other-0123.0123.part");
    Files.createDirectories(leftover.resolve("deep"));
    Files.writeString(leftover.resolve("deep/half.bin"), "half");
    Files.createDirectories(another);
    write("llama/config.json", "changed, and so copied again");
    cache().model(model);
    assertThat(leftover).doesNotExist();
    assertThat(another).as("may be in the making").exists();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(cache().model(uri("none"))).isEmpty();
    assertThat(cache().data(uri("none"))).isEmpty();
    Locations locations = Locations.of(uri(""), uri(""), cache());
    assertThat(locations.model("none").found()).isFalse();
    assertThat(locations.model("none").places()).isEqualTo(uri("none"));
    assertThat(locations.model("llama").found()).isTrue();
  }

  @Test
  void unknownFileSystemsAreNamed() {
    String uri = "nosuch://host/model";
    assertThatThrownBy(() -> cache().model(uri))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(
            "Cannot copy %s to this machine: its file system cannot be opened", uri)
        .hasMessageContaining("check its scheme, the class path");
  }

  @Test
  void dataIsAFileOrAllBelowADirectory() throws IOException {
    write("data/commonsense_170k.json", "[]");
    write("data/boolq/test.json", "[1]");
    write("data/.hidden/x", "");
    Path directory = cache().data(uri("data")).orElseThrow();
    assertThat(directory.resolve("boolq/test.json")).hasContent("[1]");
    assertThat(directory.resolve("commonsense_170k.json")).hasContent("[]");
    assertThat(directory.resolve(".hidden")).doesNotExist();
    Path file = cache().data(uri("data/boolq/test.json")).orElseThrow();
    assertThat(file).hasContent("[1]").hasFileName("test.json");
  }

  @Test
  void allMachinesOfARunUseTheVersionThatWasPlanned() throws IOException, ClassNotFoundException {
    MachineCache driver = cache();
    Path copy = driver.model(model).orElseThrow();
    MachineCache executor = sent(driver);
    assertThat(executor.model(model)).contains(copy);

    write("llama/config.json", "changed");
    assertThat(driver.model(model)).contains(copy);
    assertThatThrownBy(() -> sent(driver).model(model))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("has changed since the sweep was planned");
  }

  private static MachineCache sent(MachineCache cache) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(cache);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (MachineCache) in.readObject();
    }
  }

  private MachineCache cache() {
    return new MachineCache(new Configuration(), local.toString(), lines::add);
  }

  private String uri(String name) {
    return WatchedFileSystem.SCHEME + ":" + remote + "/" + name;
  }

  private void write(String name, String content) throws IOException {
    Path file = remote.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> visible(Path directory) throws IOException {
    return names(directory).stream().filter(name -> !name.startsWith(".")).toList();
  }

  private static List<String> hidden(Path directory) throws IOException {
    return names(directory).stream().filter(name -> name.startsWith(".")).toList();
  }
}
