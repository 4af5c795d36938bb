package org.dashsweep.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A few rows in GLUE's own files, and a tiny DeBERTaV3 in the form of the published ones. */
final class TinyGlue {
  static final int DEV_ROWS = 5;
  private static final int TRAIN_ROWS = 12;
  private static final Path RESOURCES =
      Path.of("..", "core", "src", "test", "resources", "org", "dashsweep");

  private TinyGlue() {}

  /** As {@code microsoft/deberta-v3-base} is published: heads of pretraining, no classifier. */
  static void writeModel(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path published = RESOURCES.resolve("model/deberta/published");
    Path tokenizer = RESOURCES.resolve("tokenizer/deberta-v3-sentencepiece");
    for (Path file :
        List.of(
            published.resolve("config.json"),
            published.resolve("pytorch_model.bin"),
            tokenizer.resolve("spm.model"),
            tokenizer.resolve("tokenizer_config.json"))) {
      Files.copy(file, directory.resolve(file.getFileName()));
    }
  }

  /** Writes the folders of CoLA, STS-B and MNLI. */
  static void writeData(Path glue) throws IOException {
    IntFunction<String> cola = i -> "gj04\t%d\t\t%s".formatted(i % 2, sentence(i));
    write(glue.resolve("CoLA/train.tsv"), "", TRAIN_ROWS, cola);
    write(glue.resolve("CoLA/dev.tsv"), "", DEV_ROWS, cola);
    String scored = "index\tsentence1\tsentence2\tscore\n";
    IntFunction<String> stsB =
        i -> "%d\t%s\t%s\t%s".formatted(i, sentence(i), sentence(i + 1), i % 11 * 0.5);
    write(glue.resolve("STS-B/train.tsv"), scored, TRAIN_ROWS, stsB);
    write(glue.resolve("STS-B/dev.tsv"), scored, DEV_ROWS, stsB);
    String judged = "index\tsentence1\tsentence2\tgold_label\n";
    List<String> labels = List.of("entailment", "neutral", "contradiction");
    IntFunction<String> mnli =
        i -> "%d\t%s\t%s\t%s".formatted(i, sentence(i), sentence(2 * i), labels.get(i % 3));
    write(glue.resolve("MNLI/train.tsv"), judged, TRAIN_ROWS, mnli);
    write(glue.resolve("MNLI/dev_matched.tsv"), judged, DEV_ROWS, mnli);
    write(glue.resolve("MNLI/dev_mismatched.tsv"), judged, DEV_ROWS, i -> mnli.apply(i + 1));
  }

  private static void write(Path file, String header, int rows, IntFunction<String> row)
      throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", header, "\n")));
  }

  /** Of several lengths, so that batches are ragged. */
  private static String sentence(int i) {
    List<String> words = List.of("the", "solution", "is", "a", "question", "of", "water", "\"");
    return IntStream.rangeClosed(0, 3 + i % 5)
        .mapToObj(k -> words.get((i * 3 + k) % words.size()))
        .collect(Collectors.joining(" "));
  }
}
