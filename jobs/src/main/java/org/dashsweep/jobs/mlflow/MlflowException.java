package org.dashsweep.jobs.mlflow;

/** Thrown where a directory cannot take runs; the message follows the directory's name. */
public final class MlflowException extends Exception {
  MlflowException(String message) {
    super(message);
  }
}
