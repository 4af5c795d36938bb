package org.dashsweep.jobs.console;

/** Numbers of things for people: the noun agrees with its number. */
public final class Counted {
  private Counted() {}

  /** Returns a text such as {@code 1 trial} or {@code 20 trials}. */
  public static String trials(long number) {
    return number + (number == 1 ? " trial" : " trials");
  }
}
