package org.dashsweep.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.dashsweep.data.DataException;
import org.dashsweep.data.commonsense.CommonsenseSource;
import org.dashsweep.data.commonsense.Instruction;
import org.dashsweep.data.commonsense.PredictedTokens;
import org.dashsweep.data.commonsense.PromptEncoder;
import org.dashsweep.model.CausalBatch;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.tokenizer.TextTokenizer;

/**
 * The rows of commonsense data that a language model's benchmark reads, as a trial would. The sets
 * are mixed by chance, each in proportion to its share of all rows.
 */
final class BenchmarkRows {
  private static final long SEED = 42;

  private final BenchmarkedLlama subject;
  private final CommonsenseSource source;
  private final PromptEncoder encoder;

  BenchmarkRows(BenchmarkedLlama subject, TextTokenizer tokenizer) {
    this.subject = subject;
    this.source = CommonsenseSource.of(subject.data());
    this.encoder = new PromptEncoder(tokenizer);
  }

  /** Batches of all steps; rows come again only when all have come. */
  BenchmarkPrompts training(int steps) {
    List<Instruction> rows =
        mixed("train.json", source.trainingSets().stream().map(source::training));
    int wanted = steps * subject.batchSize();
    List<CausalBatch.Sequence> encoded =
        new ArrayList<>(
            encoder.training(
                rows.subList(0, Math.min(rows.size(), wanted)),
                subject.cutoff(),
                PredictedTokens.PROMPT_AND_RESPONSE));
    for (int i = 0; encoded.size() < wanted; i++) {
      encoded.add(encoded.get(i));
    }
    return new BenchmarkPrompts(encoded, subject.batchSize());
  }

  /** Prompts to decode behind. */
  List<PackedBatch.Sequence> questions() {
    List<Instruction> rows = mixed("test.json", source.tasks().stream().map(source::evaluation));
    if (rows.size() < subject.questions()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "questions must be at most %d, those of %s: %d",
              rows.size(),
              subject.data(),
              subject.questions()));
    }
    return List.copyOf(encoder.evaluation(rows.subList(0, subject.questions())));
  }

  private List<Instruction> mixed(String file, Stream<List<Instruction>> sets) {
    List<Instruction> rows = new ArrayList<>();
    sets.forEach(rows::addAll);
    if (rows.isEmpty()) {
      throw new DataException(
          subject.data().toString(),
          String.format(Locale.ROOT, "has no set's %s, such as boolq/%s", file, file));
    }
    Collections.shuffle(rows, new Random(SEED));
    return rows;
  }
}
