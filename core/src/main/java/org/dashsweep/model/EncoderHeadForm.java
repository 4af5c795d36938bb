package org.dashsweep.model;

import java.util.List;
import java.util.Optional;

/**
 * The form of a family's head, as Hugging Face's sequence classifier has it: a pooler, which is a
 * linear layer, an activation and perhaps a norm, and the classifier.
 *
 * @param pooler its linear layer
 * @param use the case in which a head has a pooler
 * @param norm behind the pooler's activation, if there is one
 * @param classifier the linear layer to the labels
 */
public record EncoderHeadForm(
    Module pooler, PoolerUse use, Optional<Module> norm, Module classifier) {
  /** The names of a head's modules in this program, whatever the family calls them. */
  static final String POOLER = "pooler.dense";

  static final String NORM = "pooler.norm";
  static final String CLASSIFIER = "classifier";

  /** The side of the encoder's own name on which a module lies. */
  public enum Place {
    /** Within the encoder: the encoder's name is before the module's. */
    ENCODER,
    /** Beside the encoder. */
    HEAD
  }

  /** The case in which a head has a pooler. */
  public enum PoolerUse {
    /** The head reads the first token, and the checkpoint has a pooler. */
    FIRST_TOKEN_WHERE_SAVED,
    /** The head reads the first token. */
    FIRST_TOKEN,
    ALWAYS;

    boolean applies(Pooling pooling, boolean saved) {
      return switch (this) {
        case FIRST_TOKEN_WHERE_SAVED -> pooling == Pooling.FIRST && saved;
        case FIRST_TOKEN -> pooling == Pooling.FIRST;
        case ALWAYS -> true;
      };
    }
  }

  /**
   * A module of a head.
   *
   * @param name in Hugging Face's model, without the encoder's own name
   */
  public record Module(String name, Place place, Bias bias) {
    /** Returns a module with a bias that lies beside the encoder. */
    public static Module beside(String name) {
      return new Module(name, Place.HEAD, Bias.ADDED);
    }
  }

  /** Returns a head without a norm. */
  public static EncoderHeadForm of(Module pooler, PoolerUse use, Module classifier) {
    return new EncoderHeadForm(pooler, use, Optional.empty(), classifier);
  }

  /** Returns the module that has a name in this program. */
  Module module(String own) {
    return switch (own) {
      case POOLER -> pooler;
      case NORM -> norm.orElseThrow();
      case CLASSIFIER -> classifier;
      default -> throw new IllegalArgumentException("No module of a head is called " + own);
    };
  }

  /** Returns the names of a head's modules in this program. */
  List<String> own(Pooling pooling, boolean savedPooler) {
    if (!use.applies(pooling, savedPooler)) {
      return List.of(CLASSIFIER);
    }
    return norm.isPresent() ? List.of(CLASSIFIER, POOLER, NORM) : List.of(CLASSIFIER, POOLER);
  }
}
