package org.dashsweep.jobs.verdict;

/** The outcome of a comparison, of the method against the baseline. */
public enum Judgement {
  /** The method is better, beyond chance. */
  BETTER,
  /** The method is worse, beyond chance. */
  WORSE,
  /** The two differ by less than the margin, beyond chance. */
  EQUAL,
  /** The measurements do not tell. */
  OPEN
}
