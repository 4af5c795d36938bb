package org.dashsweep.trial.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dashsweep.data.Labels;
import org.dashsweep.evaluation.EvaluationPass;
import org.dashsweep.model.EncoderOutline;
import org.dashsweep.model.Pooling;
import org.dashsweep.trial.AdapterNotes;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;

/**
 * The trained head of a checkpoint, as its {@code config.json} describes it: what it reads and
 * which class each of its outputs is.
 *
 * @param model its name in the sweep
 * @param pooling of hidden states into the head's input: {@code classifier_pooling}, or the first
 *     token as in Hugging Face's classifiers
 * @param classes of the outputs, in their order: {@code id2label}; empty where that has no names
 */
record SavedHead(String model, Pooling pooling, List<String> classes) {
  /** The name that Hugging Face's configurations have for an output without one. */
  private static final String UNNAMED = "LABEL_";

  SavedHead {
    classes = List.copyOf(classes);
  }

  static SavedHead of(String model, JsonNode config) {
    boolean mean = config.path(AdapterNotes.CLASSIFIER_POOLING).asText().equals("mean");
    return new SavedHead(model, mean ? Pooling.MEAN : Pooling.FIRST, classes(config));
  }

  private static List<String> classes(JsonNode config) {
    JsonNode names = config.path("id2label");
    List<String> classes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.path(Integer.toString(i)).asText();
      if (name.isEmpty() || name.equals(UNNAMED + i)) {
        return List.of();
      }
      classes.add(name);
    }
    return classes;
  }

  /**
   * Requires a checkpoint to hold the whole head for a task.
   *
   * @throws CheckpointException naming the tensor that it lacks, or the classes that differ
   */
  void requireFits(Checkpoint checkpoint, EncoderOutline outline, String task, Labels labels) {
    outline
        .headShapes(labels.outputs(), pooling)
        .forEach((name, shape) -> requireTensor(checkpoint, name, shape, task));
    order(labels);
  }

  private void requireTensor(Checkpoint checkpoint, String name, List<Long> shape, String task) {
    Map<String, StoredTensor> tensors = checkpoint.tensors();
    Optional<StoredTensor> saved =
        Stream.of(name, name.substring(name.indexOf('.') + 1))
            .filter(tensors::containsKey)
            .findFirst()
            .map(tensors::get);
    if (saved.map(tensor -> !tensor.shape().equals(shape)).orElse(true)) {
      throw new CheckpointException(
          model,
          String.format(
              Locale.ROOT,
              "has no trained head for task %s: %s is %s, not %s; a method that trains nothing needs a classifier that has learned the task, such as a ...ForSequenceClassification checkpoint or an export with --merged",
              task,
              name,
              saved.map(tensor -> tensor.shape().toString()).orElse("not there"),
              shape));
    }
  }

  /**
   * Returns for each label of a task the output that means it.
   *
   * @throws CheckpointException if the head's classes are not the task's
   */
  private int[] order(Labels labels) {
    if (!(labels instanceof Labels.Classes known) || classes.isEmpty()) {
      return IntStream.range(0, labels.outputs()).toArray();
    }
    List<String> own = classes.stream().map(SavedHead::normalized).toList();
    List<String> names = known.names().stream().map(SavedHead::normalized).toList();
    if (own.size() != names.size() || !own.containsAll(names)) {
      throw new CheckpointException(
          model,
          String.format(
              Locale.ROOT,
              "has a head for other classes: id2label in its config.json has %s, the task has %s; name them alike",
              String.join(", ", classes),
              String.join(", ", known.names())));
    }
    return names.stream().mapToInt(own::indexOf).toArray();
  }

  /** Publishers spell classes in either case, and put hyphens for underscores. */
  private static String normalized(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
  }

  /** Returns an evaluation with the head's outputs in the order of the task's labels. */
  EvaluationPass inOrder(EvaluationPass evaluation) {
    int[] order = order(evaluation.labels());
    return new EvaluationPass(
        evaluation.labels(),
        evaluation.outputs().stream()
            .map(row -> IntStream.of(order).mapToObj(row::get).toList())
            .toList(),
        evaluation.expected(),
        evaluation.forwards());
  }

  /** Describes in a sentence what the checkpoint leaves open; empty if nothing. */
  Optional<String> remark(Labels labels) {
    return labels instanceof Labels.Classes known && classes.isEmpty()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%s names no classes (id2label in its config.json): its outputs are taken for %s",
                model,
                String.join(", ", known.names())))
        : Optional.empty();
  }
}
