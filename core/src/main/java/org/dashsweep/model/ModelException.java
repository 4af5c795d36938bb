package org.dashsweep.model;

/** A checkpoint whose configuration or tensors do not make a model that is known here. */
public final class ModelException extends RuntimeException {
  public ModelException(String source, String problem) {
    super(source + " " + problem);
  }
}
