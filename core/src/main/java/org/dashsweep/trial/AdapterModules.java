package org.dashsweep.trial;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.dashsweep.model.catalogue.EncoderFamilies;
import org.dashsweep.weights.Checkpoint;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.StoredTensor;
import org.jspecify.annotations.Nullable;

/**
 * Compares the whole modules that an adapter's files hold beside its factors with the base. A
 * trial's head takes a saved head's modules. Of the other modules the base needs a copy with the
 * same values. A trained module without a place in a trial is refused.
 */
final class AdapterModules {
  private final String source;
  private final SortedMap<String, StoredTensor> saved;
  private final Supplier<Checkpoint> base;
  private @Nullable Checkpoint read;

  /**
   * The modules of an adapter.
   *
   * @param source the adapter, for messages
   * @param saved by the names of the tensors in Hugging Face's model
   * @param base reads the base's weights; asked where they matter only
   */
  AdapterModules(String source, SortedMap<String, StoredTensor> saved, Supplier<Checkpoint> base) {
    this.source = source;
    this.saved = new TreeMap<>(saved);
    this.base = base;
  }

  /**
   * The tensors that belong to no head: copies of the base's.
   *
   * @throws CheckpointException naming one that the base does not have so
   */
  SortedSet<String> copiesOfBase() {
    SortedSet<String> copies = new TreeSet<>(saved.keySet());
    copies.removeIf(EncoderFamilies::isOfHead);
    copies.forEach(
        name ->
            requireCopy(
                name,
                "no trial has a place for; merge the adapter into its base with PEFT's merge_and_unload and name the result as model"));
    return copies;
  }

  private void requireCopy(String name, String otherwise) {
    StoredTensor own = Objects.requireNonNull(saved.get(name));
    if (!ofBase(name).map(own::equalsAsFloats).orElse(false)) {
      throw new CheckpointException(
          source, String.format(Locale.ROOT, "holds a trained %s, which %s", name, otherwise));
    }
  }

  /** The base's tensor of that name, which may be that of another tensor or lack a prefix. */
  private Optional<StoredTensor> ofBase(String name) {
    if (read == null) {
      read = base.get();
    }
    Map<String, StoredTensor> tensors = read.tensors();
    return List.of(
            name,
            name.substring(name.indexOf('.') + 1),
            name.equals("lm_head.weight") ? "model.embed_tokens.weight" : name)
        .stream()
        .filter(tensors::containsKey)
        .findFirst()
        .map(tensors::get);
  }

  /**
   * Requires the saved head, if there is one, to be like a trial's. What it lacks the base may
   * have.
   *
   * @param head shapes by the names of the tensors in Hugging Face's model
   * @throws CheckpointException if it is another head
   */
  void requireHead(SortedMap<String, List<Long>> head) {
    if (saved.keySet().stream().noneMatch(EncoderFamilies::isOfHead)) {
      return;
    }
    head.forEach(this::requireOfHead);
    saved.keySet().stream()
        .filter(EncoderFamilies::isOfHead)
        .filter(name -> !head.containsKey(name))
        .forEach(
            name ->
                requireCopy(
                    name,
                    "the trial's head does not have; a head with pooling: first has a pooler"));
  }

  private void requireOfHead(String name, List<Long> shape) {
    StoredTensor one = saved.get(name);
    if (one == null) {
      if (ofBase(name).map(StoredTensor::shape).filter(shape::equals).isEmpty()) {
        throw new CheckpointException(
            source, String.format(Locale.ROOT, "has no %s, which the trial's head has", name));
      }
    } else if (!one.shape().equals(shape) || !one.type().isFloatingPoint()) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "has %s of shape %s where the trial's head has %s",
              name,
              one.shape(),
              shape));
    }
  }

  /** The saved tensor of that name; if there is none, the base's is meant. */
  Optional<StoredTensor> tensor(String name) {
    return Optional.ofNullable(saved.get(name));
  }
}
